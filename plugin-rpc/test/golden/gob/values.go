package main

import (
	"encoding/gob"
	"math"
	"net/url"
	"strings"
)

type inner struct {
	Name  string
	Count int
}

// InnerBox is registered, so it can travel inside an interface.
type InnerBox struct {
	Label string
	Deep  any
}

type everything struct {
	Bool     bool
	Int      int64
	Uint     uint64
	Float    float64
	Bytes    []byte
	Text     string
	Complex  complex128
	List     []string
	Array    [3]int
	Map      map[string]int
	ByNumber map[int]string
	Inner    inner
	Pointer  *inner
	Inners   []*inner
	Any      any
	URL      *url.URL
	Last     string
}

type tree struct {
	Name     string
	Children []*tree
}

// openList has its interfaces at the outermost level, where each new type ends a message.
type openList struct {
	List []any
	Last string
}

type empty struct{}

func recordValues() []record {
	gob.RegisterName("golden.InnerBox", InnerBox{})
	gob.RegisterName("golden.Inners", []inner{})
	address, _ := url.Parse("/a/b?c=d%20e#f")
	full := everything{
		true, -5, 7, 1.5, []byte{0, 1, 255}, "Grüße 🎫", complex(1, -2), []string{"a", "", "c"},
		[3]int{1, 0, 3}, map[string]int{"one": 1}, map[int]string{-3: "minus"}, inner{"in", 1},
		&inner{}, []*inner{{"x", 1}, {}}, "text", address, "end",
	}
	records := []record{
		stream("booleans", true, false),
		stream("integers", 0, 1, -1, 63, 64, -64, -65, 127, 128, 255, 256, 65535, 65536, -5,
			int64(1)<<53-1, int64(1)<<53, -(int64(1) << 53), int64(math.MaxInt64), int64(math.MinInt64)),
		stream("unsigned", uint(0), uint(127), uint(128), uint(255), uint(256), uint32(1<<32-1),
			uint64(1)<<53, uint64(math.MaxUint64)),
		stream("floats", 0.0, 1.5, -1.5, 17.0, math.Pi, math.MaxFloat64, math.SmallestNonzeroFloat64,
			math.Inf(1), math.Inf(-1), math.NaN(), math.Copysign(0, -1), float32(0.1)),
		stream("texts", "", "hooks", "Grüße 🎫", strings.Repeat("long ", 100), "\x00"),
		stream("bytes", []byte{}, []byte{1, 2, 3}, make([]byte, 300)),
		stream("lists", []string{}, []string{"a", ""}, []int{0, -1}, []bool{true}, [][]int{{1}, {}}),
		stream("maps", map[string]int{}, map[string]int{"a": 0}, map[bool]string{true: "yes"}),
		stream("empty struct", empty{}, empty{}),
		stream("zero struct", everything{}),
		stream("full struct", full, full),
		stream("tree", tree{"root", []*tree{{"left", []*tree{{"leaf", nil}}}, {"right", nil}}}),
		stream("complex", complex(1, 2)),
		stream("url", address),
	}
	return append(records, recordInterfaces()...)
}

func recordInterfaces() []record {
	box := func(value any) everything { return everything{Any: value, Last: "end"} }
	return []record{
		stream("basic interfaces", box(nil), box(true), box(int64(-7)), box(3), box(uint8(9)), box(2.5),
			box("s"), box([]byte{1}), box(float32(0.5))),
		stream("registered lists", box([]any{}), box([]any{1, "x", nil, []any{true}}), box([]string{"a"})),
		stream("registered maps", box(map[string]any{"a": 1, "__proto__": "x"}),
			box(map[string]any{"nested": map[string]any{"list": []any{map[string]any{"deep": 1}}}})),
		stream("type first met inside", box(InnerBox{"one", nil}), box(InnerBox{"two", "again"})),
		stream("type met inside a type met inside",
			box(InnerBox{"outer", InnerBox{"middle", []inner{{"in", 2}}}}), box([]inner{{"later", 3}})),
		stream("new types in one list", box([]any{InnerBox{"a", 1}, []inner{{"b", 1}}, "plain"})),
		stream("split several times", openList{[]any{[]string{"s"}, []int{1}, InnerBox{"x", []bool{true}}}, "end"}),
		stream("many types", box([]any{[]string{"s"}, []int{1}, []bool{true}, []float64{1.5}, InnerBox{}})),
	}
}

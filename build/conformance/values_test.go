package conformance

import (
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// shape is how the library's tables describe a type; the probe prints them in this form. A struct
// is named, and its fields stand in tables.Structs, for structs may hold themselves.
type shape struct {
	Kind string `json:"kind"` // string int uint bool float bytes any error time list map struct
	Of   *shape `json:"of"`   // of a list's element or a map's value
	Name string `json:"name"` // of a struct
}

// signature is one hook or API method of the tables.
type signature struct {
	Args    []shape `json:"args"`
	Results []shape `json:"results"`
}

// tables are all hooks, API methods and structs that the library knows.
type tables struct {
	Hooks   map[string]signature        `json:"hooks"`
	API     map[string]signature        `json:"api"`
	Structs map[string]map[string]shape `json:"structs"`
}

// filler makes Go values that hold something in every place the tables know. No two places hold
// the same, so what is lost or swapped on the way shows.
type filler struct {
	tables tables
	count  int
	depth  map[string]int // how often a struct stands inside itself at the moment
	wrong  []string       // what the tables say and Go's type does not
}

func newFiller(t tables) *filler { return &filler{tables: t, depth: map[string]int{}} }

// fill gives a Go value of this type, filled as far as the shape reaches.
func (f *filler) fill(kind reflect.Type, s shape, at string) reflect.Value {
	value := reflect.New(kind).Elem()
	f.count++
	switch {
	case s.Kind == "error":
		return reflect.ValueOf(errors.New(fmt.Sprint("error ", f.count)))
	case s.Kind == "any":
		value.Set(reflect.ValueOf(f.anything()))
	case kind.Kind() == reflect.Pointer:
		if inner := f.fill(kind.Elem(), s, at); inner.IsValid() && !(s.Kind == "struct" && inner.IsZero()) {
			value.Set(reflect.New(kind.Elem()))
			value.Elem().Set(inner)
		}
	case s.Kind == "struct" && kind.Kind() == reflect.Struct:
		f.fillStruct(value, s.Name, at)
	case s.Kind == "list" && (kind.Kind() == reflect.Slice || kind.Kind() == reflect.Array):
		if kind.Kind() == reflect.Slice && f.depth[s.Of.Name] < 2 {
			value.Set(reflect.MakeSlice(kind, 2, 2))
		}
		for i := range value.Len() {
			value.Index(i).Set(f.fill(kind.Elem(), *s.Of, at+"[]"))
		}
	case s.Kind == "map" && kind.Kind() == reflect.Map:
		value.Set(reflect.MakeMap(kind))
		key := reflect.ValueOf(fmt.Sprint("key", f.count)).Convert(kind.Key())
		value.SetMapIndex(key, f.fill(kind.Elem(), *s.Of, at+"{}"))
	case s.Kind == "bytes" && kind.Kind() == reflect.Slice:
		value.SetBytes([]byte{0, 255, byte(f.count), 10})
	case s.Kind == "string" && kind.Kind() == reflect.String:
		value.SetString(fmt.Sprint("tëxt ", f.count))
	case s.Kind == "bool" && kind.Kind() == reflect.Bool:
		value.SetBool(true)
	case s.Kind == "int" && value.CanInt():
		value.SetInt(int64(f.count) * f.largest(kind))
	case s.Kind == "uint" && value.CanUint():
		value.SetUint(uint64(f.count))
	case s.Kind == "float" && value.CanFloat():
		value.SetFloat(float64(f.count) + 0.25)
	default:
		f.complain(fmt.Sprintf("%s is %s in the tables and %s in Go", at, s.Kind, kind))
	}
	return value
}

func (f *filler) complain(about string) {
	if !slices.Contains(f.wrong, about) {
		f.wrong = append(f.wrong, about)
	}
}

// largest is a factor that carries 64 bit numbers beyond 32 bits, and keeps them below 2^53.
func (f *filler) largest(kind reflect.Type) int64 {
	if kind.Bits() == 64 {
		return -(1 << 33)
	}
	return 1
}

func (f *filler) fillStruct(value reflect.Value, name, at string) {
	if f.depth[name] >= 2 {
		return
	}
	f.depth[name]++
	defer func() { f.depth[name]-- }()
	fields := f.tables.Structs[name]
	for _, field := range sortedKeys(fields) {
		target := value.FieldByName(field)
		if !target.IsValid() {
			f.complain(fmt.Sprintf("%s has no field %s", value.Type(), field))
			continue
		}
		target.Set(f.fill(target.Type(), fields[field], at+"."+field))
	}
	switch v := value.Addr().Interface().(type) {
	case *model.AppError:
		v.StatusCode = 400 + f.count%100 // the one number that must be an HTTP status
	case *model.AutocompleteArg:
		f.fillArgument(v)
	case *model.Post:
		f.fillAttachments(v)
	}
}

// fillArgument gives an argument one of the three kinds of data that the server knows.
func (f *filler) fillArgument(argument *model.AutocompleteArg) {
	item := model.AutocompleteListItem{Item: fmt.Sprint("item ", f.count), Hint: "hint", HelpText: "help"}
	switch f.count++; f.count % 3 {
	case 0:
		argument.Type = model.AutocompleteArgTypeText
		argument.Data = &model.AutocompleteTextArg{Hint: "hint", Pattern: "[a-z]+"}
	case 1:
		argument.Type = model.AutocompleteArgTypeStaticList
		argument.Data = &model.AutocompleteStaticListArg{PossibleArguments: []model.AutocompleteListItem{item}}
	case 2:
		argument.Type = model.AutocompleteArgTypeDynamicList
		argument.Data = &model.AutocompleteDynamicListArg{FetchURL: fmt.Sprint("list/", f.count)}
	}
}

// fillAttachments adds the one property of a post that has a type of its own.
func (f *filler) fillAttachments(post *model.Post) {
	list := shape{Kind: "list", Of: &shape{Kind: "struct", Name: "SlackAttachment"}}
	attachments := f.fill(reflect.TypeFor[[]*model.SlackAttachment](), list, "attachments")
	post.AddProp("attachments", attachments.Interface())
}

// anything is a value for a place that takes any registered type: all the basic ones in turn.
func (f *filler) anything() any {
	return map[string]any{
		"text": fmt.Sprint("any ", f.count), "whole": int64(f.count), "part": 1.5, "yes": true,
		"list": []any{"a", int64(1), map[string]any{"deep": false}},
	}
}

// saturate puts something into every field of a Go value that gob can carry, also those that the
// tables leave out.
func saturate(value reflect.Value, depth int) {
	switch kind := value.Kind(); {
	case depth == 0 || !value.CanSet():
	case kind == reflect.Pointer:
		if inner := reflect.New(value.Type().Elem()); inner.Elem().Kind() != reflect.Interface {
			saturate(inner.Elem(), depth-1)
			value.Set(inner)
		}
	case kind == reflect.Struct:
		for i := range value.NumField() {
			saturate(value.Field(i), depth-1)
		}
	case kind == reflect.Slice:
		value.Set(reflect.MakeSlice(value.Type(), 1, 1))
		saturate(value.Index(0), depth-1)
	case kind == reflect.Map:
		key, entry := reflect.New(value.Type().Key()).Elem(), reflect.New(value.Type().Elem()).Elem()
		saturate(key, 1)
		saturate(entry, depth-1)
		value.Set(reflect.MakeMap(value.Type()))
		value.SetMapIndex(key, entry)
	case kind == reflect.Interface && value.NumMethod() == 0:
		value.Set(reflect.ValueOf("any"))
	case kind == reflect.String:
		value.SetString("full")
	case kind == reflect.Bool:
		value.SetBool(true)
	case value.CanInt():
		value.SetInt(7)
	case value.CanUint():
		value.SetUint(7)
	case value.CanFloat():
		value.SetFloat(7.5)
	}
}

// plain is a Go value as JSON would give it back, under Go's field names, reduced to what is not
// zero: a zero value and an absent one are the same thing on the wire.
func plain(value reflect.Value) any {
	if !value.IsValid() || value.IsZero() {
		return nil
	}
	if err, ok := value.Interface().(error); ok && value.Type() != reflect.TypeFor[*model.AppError]() {
		return err.Error()
	}
	switch value.Kind() {
	case reflect.Pointer, reflect.Interface:
		return plain(value.Elem())
	case reflect.Struct:
		fields := map[string]any{}
		for i := range value.NumField() {
			if field := value.Type().Field(i); field.IsExported() {
				fields[field.Name] = plain(value.Field(i))
			}
		}
		return pruned(fields)
	case reflect.Map:
		entries := map[string]any{}
		for _, key := range value.MapKeys() {
			entries[fmt.Sprint(key)] = plain(value.MapIndex(key))
		}
		return pruned(entries)
	case reflect.Slice, reflect.Array:
		if value.Type().Elem().Kind() == reflect.Uint8 {
			return map[string]any{"$bytes": base64.StdEncoding.EncodeToString(value.Bytes())}
		}
		list := make([]any, value.Len())
		for i := range list {
			list[i] = plain(value.Index(i))
		}
		return pruned(list)
	case reflect.String:
		return value.String()
	case reflect.Bool:
		return value.Bool()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return float64(value.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return float64(value.Uint())
	case reflect.Float32, reflect.Float64:
		return value.Float()
	}
	return fmt.Sprint("no plain form: ", value.Type())
}

// pruned takes everything that is zero out of a parsed JSON value.
func pruned(value any) any {
	switch v := value.(type) {
	case map[string]any:
		kept := map[string]any{}
		for key, entry := range v {
			if entry = pruned(entry); entry != nil {
				kept[key] = entry
			}
		}
		if len(kept) == 0 {
			return nil
		}
		return kept
	case []any:
		if len(v) == 0 {
			return nil
		}
		list := make([]any, len(v))
		for i := range v {
			list[i] = pruned(v[i])
		}
		return list
	case string:
		if v == "" {
			return nil
		}
	case float64:
		if v == 0 {
			return nil
		}
	case bool:
		if !v {
			return nil
		}
	}
	return value
}

// named is a plain value without the fields that the tables leave out, however deep.
func (t tables) named(value any, s shape) any {
	switch v := value.(type) {
	case map[string]any:
		kept := map[string]any{}
		for key, entry := range v {
			if field, known := t.Structs[s.Name][key]; known {
				kept[key] = t.named(entry, field)
			} else if s.Kind == "map" {
				kept[key] = t.named(entry, *s.Of)
			} else if s.Kind != "struct" {
				kept[key] = entry
			}
		}
		return kept
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = v[i]
			if s.Kind == "list" {
				list[i] = t.named(v[i], *s.Of)
			}
		}
		return list
	}
	return value
}

// differences lists the places where two plain values are not the same, at most ten.
func differences(want, got any, at string) []string {
	if reflect.DeepEqual(want, got) {
		return nil
	}
	var found []string
	wantMap, ok1 := want.(map[string]any)
	gotMap, ok2 := got.(map[string]any)
	wantList, ok3 := want.([]any)
	gotList, ok4 := got.([]any)
	switch {
	case ok1 && ok2:
		keys := map[string]bool{}
		for key := range wantMap {
			keys[key] = true
		}
		for key := range gotMap {
			keys[key] = true
		}
		for _, key := range sortedKeys(keys) {
			found = append(found, differences(wantMap[key], gotMap[key], at+"."+key)...)
		}
	case ok3 && ok4 && len(wantList) == len(gotList):
		for i := range wantList {
			found = append(found, differences(wantList[i], gotList[i], fmt.Sprintf("%s[%d]", at, i))...)
		}
	default:
		found = []string{fmt.Sprintf("%s: sent %.80v, arrived %.80v", at, want, got)}
	}
	return found[:min(len(found), 10)]
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

func lines(list []string) string { return strings.Join(list, "\n  ") }

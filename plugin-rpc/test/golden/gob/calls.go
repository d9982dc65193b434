package main

import (
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/rpc"
	"sync"
)

// Arith serves a few methods of the usual shapes.
type Arith struct{}

// Pair is an argument.
type Pair struct {
	A int
	B string
}

func (Arith) Swap(args Pair, reply *Pair) error {
	*reply = Pair{-args.A, args.B + "!"}
	return nil
}

func (Arith) Fail(args string, reply *int) error { return errors.New(args) }

func (Arith) Nothing(args struct{}, reply *struct{}) error { return nil }

type exchange struct {
	FromClient string `json:"fromClient"`
	FromServer string `json:"fromServer"`
}

// tap remembers everything written to a connection.
type tap struct {
	net.Conn
	mutex   sync.Mutex
	written []byte
}

func (t *tap) Write(data []byte) (int, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.written = append(t.written, data...)
	return t.Conn.Write(data)
}

// recordCalls runs a fixed dialogue; calls.test.ts plays each side of it against ours.
func recordCalls() exchange {
	left, right := net.Pipe()
	caller, callee := &tap{Conn: left}, &tap{Conn: right}
	server := rpc.NewServer()
	if err := server.RegisterName("Plugin", Arith{}); err != nil {
		panic(err)
	}
	done := make(chan struct{})
	go func() {
		server.ServeConn(callee)
		close(done)
	}()
	client := rpc.NewClient(caller)
	var pair Pair
	var number int
	client.Call("Plugin.Swap", Pair{7, "x"}, &pair)
	client.Call("Plugin.Swap", Pair{}, &pair)
	client.Call("Plugin.Fail", "went wrong", &number)
	client.Call("Plugin.Nothing", struct{}{}, nil)
	client.Call("Plugin.Missing", "dropped", nil)
	client.Call("Other.Missing", Pair{1, ""}, nil)
	client.Call("nodot", true, nil)
	client.Call("Plugin.Swap", Pair{1, "last"}, &pair)
	client.Close()
	<-done
	_, _ = io.ReadAll(right)
	return exchange{hex.EncodeToString(caller.written), hex.EncodeToString(callee.written)}
}

// Records what hashicorp/yamux puts on the wire, for tests that have no Go at hand.
//
//	go run . > traces.json
//
// Conversations are two Go sessions talking; complaints are a Go server answering bytes that break
// the rules (or bend them), written by hand.
package main

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"github.com/hashicorp/yamux"
)

// Frame is one frame on the wire. Long payloads follow the pattern of fill and are given by the
// position of their first byte in the stream.
type Frame struct {
	From      string `json:"from"`
	Header    string `json:"header"`
	Payload   string `json:"payload,omitempty"`
	PatternAt *int   `json:"patternAt,omitempty"`
}

type Conversation struct {
	Name   string  `json:"name"`
	Frames []Frame `json:"frames"`
}

type Complaint struct {
	Name   string  `json:"name"`
	Input  []Frame `json:"input"`
	Answer []Frame `json:"answer"`
	Closed bool    `json:"closed"`
}

// tap collects what one side writes, cut into frames, in the order in which frames were completed.
type tap struct {
	net.Conn
	from      string
	log       *[]Frame
	lock      *sync.Mutex
	rest      []byte
	positions map[uint32]int
}

func (t *tap) Write(b []byte) (int, error) {
	t.lock.Lock()
	t.rest = append(t.rest, b...)
	t.cut()
	t.lock.Unlock()
	return t.Conn.Write(b)
}

func (t *tap) cut() {
	for len(t.rest) >= 12 {
		size := 0
		if t.rest[1] == 0 {
			size = int(binary.BigEndian.Uint32(t.rest[8:]))
		}
		if len(t.rest) < 12+size {
			return
		}
		id := binary.BigEndian.Uint32(t.rest[4:])
		*t.log = append(*t.log, describe(t.from, t.rest[:12], t.rest[12:12+size], t.positions[id]))
		t.positions[id] += size
		t.rest = t.rest[12+size:]
	}
}

func describe(from string, header, payload []byte, position int) Frame {
	frame := Frame{From: from, Header: hex.EncodeToString(header)}
	if len(payload) > 64 {
		frame.PatternAt = &position
	} else {
		frame.Payload = hex.EncodeToString(payload)
	}
	return frame
}

func fill(size int) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(i % 251)
	}
	return b
}

func sockets() (net.Conn, net.Conn) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	defer listener.Close()
	near, err := net.Dial("tcp", listener.Addr().String())
	check(err)
	far, err := listener.Accept()
	check(err)
	return near, far
}

func config(change func(*yamux.Config)) *yamux.Config {
	c := yamux.DefaultConfig()
	c.LogOutput = io.Discard
	c.EnableKeepAlive = false
	if change != nil {
		change(c)
	}
	return c
}

func converse(name string, change func(*yamux.Config), script func(client, server *yamux.Session)) Conversation {
	near, far := sockets()
	frames := []Frame{}
	lock := &sync.Mutex{}
	client, err := yamux.Client(&tap{Conn: near, from: "client", log: &frames, lock: lock, positions: map[uint32]int{}}, config(change))
	check(err)
	server, err := yamux.Server(&tap{Conn: far, from: "server", log: &frames, lock: lock, positions: map[uint32]int{}}, config(nil))
	check(err)
	script(client, server)
	time.Sleep(50 * time.Millisecond)
	lock.Lock()
	defer lock.Unlock()
	recorded := append([]Frame{}, frames...)
	go client.Close()
	go server.Close()
	return Conversation{name, recorded}
}

func open(from, to *yamux.Session) (*yamux.Stream, *yamux.Stream) {
	near, err := from.OpenStream()
	check(err)
	far, err := to.AcceptStream()
	check(err)
	time.Sleep(10 * time.Millisecond)
	return near, far
}

func send(stream *yamux.Stream, b []byte) {
	_, err := stream.Write(b)
	check(err)
}

func read(stream *yamux.Stream, size int) {
	_, err := io.ReadFull(stream, make([]byte, size))
	check(err)
}

func echo(from, to *yamux.Session) {
	near, far := open(from, to)
	send(near, []byte("hello"))
	read(far, 5)
	send(far, []byte("HELLO"))
	read(near, 5)
	near.Close()
	time.Sleep(10 * time.Millisecond)
	far.Close()
}

func bulk(client, server *yamux.Session) {
	near, far := open(client, server)
	done := make(chan bool)
	go func() {
		read(far, 600000)
		send(far, fill(300000))
		far.Close()
		close(done)
	}()
	send(near, fill(600000))
	read(near, 300000)
	<-done
	near.Close()
}

func header(kind, flags int, id, length uint32) []byte {
	b := make([]byte, 12)
	b[1] = byte(kind)
	binary.BigEndian.PutUint16(b[2:], uint16(flags))
	binary.BigEndian.PutUint32(b[4:], id)
	binary.BigEndian.PutUint32(b[8:], length)
	return b
}

type raw struct{ header, payload []byte }

// provoke writes the input to a Go server that accepts every stream and reads nothing, and notes what it answers.
func provoke(name string, prepare func(*yamux.Session), input ...raw) Complaint {
	near, far := sockets()
	answer := []Frame{}
	lock := &sync.Mutex{}
	server, err := yamux.Server(&tap{Conn: far, from: "server", log: &answer, lock: lock, positions: map[uint32]int{}}, config(nil))
	check(err)
	if prepare != nil {
		prepare(server)
	}
	go func() {
		for {
			if _, err := server.AcceptStream(); err != nil {
				return
			}
		}
	}()
	complaint := Complaint{Name: name}
	for _, frame := range input {
		complaint.Input = append(complaint.Input, describe("client", frame.header, frame.payload, 0))
		near.Write(frame.header)
		near.Write(frame.payload)
		time.Sleep(10 * time.Millisecond)
	}
	select {
	case <-server.CloseChan():
		complaint.Closed = true
	case <-time.After(100 * time.Millisecond):
	}
	lock.Lock()
	complaint.Answer = append([]Frame{}, answer...)
	lock.Unlock()
	go near.Close()
	return complaint
}

// untilTold repeats: the server races its own GoAway against the end of the session.
func untilTold(attempt func() Complaint) Complaint {
	for {
		complaint := attempt()
		for _, frame := range complaint.Answer {
			if frame.Header[2:4] == "03" {
				return complaint
			}
		}
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	conversations := []Conversation{
		converse("the client opens and both close", nil, echo),
		converse("the server opens and both close", nil, func(client, server *yamux.Session) { echo(server, client) }),
		converse("six hundred thousand bytes there, three hundred thousand back", nil, bulk),
		converse("pings both ways", nil, func(client, server *yamux.Session) {
			for _, session := range []*yamux.Session{client, server, client} {
				_, err := session.Ping()
				check(err)
			}
		}),
		converse("the server goes away", nil, func(client, server *yamux.Session) {
			echo(client, server)
			check(server.GoAway())
		}),
		converse("the peer never closes and is reset", func(c *yamux.Config) { c.StreamCloseTimeout = 20 * time.Millisecond },
			func(client, server *yamux.Session) {
				near, _ := open(client, server)
				send(near, []byte("bye"))
				near.Close()
				time.Sleep(50 * time.Millisecond)
			}),
	}
	syn := raw{header(1, 1, 1, 0), nil}
	ping := raw{header(2, 1, 0, 7), nil}
	data := func(id uint32, flags, size int) raw { return raw{header(0, flags, id, uint32(size)), fill(size)} }
	badVersion := raw{header(1, 1, 1, 0), nil}
	badVersion.header[0] = 1
	complaints := []Complaint{
		untilTold(func() Complaint {
			return provoke("data beyond the window", nil, syn, data(1, 0, 262144), data(1, 0, 1))
		}),
		untilTold(func() Complaint { return provoke("a stream declared twice", nil, syn, syn) }),
		provoke("an unknown version", nil, badVersion),
		provoke("an unknown type", nil, raw{header(4, 0, 0, 0), nil}),
		provoke("unknown flags", nil, raw{header(0, 0xfff1, 1, 3), []byte("abc")}, ping),
		provoke("frames for a stream nobody opened", nil, data(9, 0, 500), raw{header(1, 4, 9, 0), nil}, ping),
		provoke("a reset and late frames", nil, syn, raw{header(1, 8, 1, 0), nil}, data(1, 0, 10), ping),
		provoke("an opening after goodbye", func(s *yamux.Session) { check(s.GoAway()) }, syn, ping),
		provoke("a ping reply nobody asked for", nil, raw{header(2, 2, 0, 99), nil}, ping),
		provoke("a protocol complaint", nil, raw{header(3, 0, 0, 1), nil}),
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", " ")
	check(out.Encode(map[string]any{"yamux": "v0.1.2", "conversations": conversations, "complaints": complaints}))
}

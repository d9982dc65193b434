// Records bytes of Go's encoding/gob, net/rpc and Mattermost's plugin package for the tests one
// folder up. Run `go run .` here; it rewrites the JSON files beside this one.
package main

import (
	"bytes"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"os"
)

// A record is one gob stream and the values that went into it, described for TypeScript.
type record struct {
	Name   string `json:"name"`
	Hex    string `json:"hex"`
	Values []any  `json:"values"`
}

// stream encodes values one after the other on one encoder.
func stream(name string, values ...any) record {
	var buffer bytes.Buffer
	encoder := gob.NewEncoder(&buffer)
	described := []any{}
	for _, value := range values {
		if err := encoder.Encode(value); err != nil {
			panic(name + ": " + err.Error())
		}
		described = append(described, describe(value))
	}
	return record{name, hex.EncodeToString(buffer.Bytes()), described}
}

// save writes JSON; one entry of the outermost list or map a line keeps changes readable.
func save(file string, content any) {
	text, err := json.Marshal(content)
	if err != nil {
		panic(err)
	}
	text = bytes.ReplaceAll(text, []byte(`,{"name":`), []byte(",\n{\"name\":"))
	text = bytes.ReplaceAll(text, []byte(`,"args":`), []byte(",\n\"args\":"))
	text = bytes.ReplaceAll(text, []byte(`{"args":`), []byte("{\n\"args\":"))
	if err := os.WriteFile(file, append(text, '\n'), 0o644); err != nil {
		panic(err)
	}
}

func main() {
	save("values.json", recordValues())
	save("calls.json", recordCalls())
	save("mattermost.json", recordMattermost())
}

package conformance

import (
	"encoding/json"
	"reflect"
	"sync"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"
	"github.com/mattermost/mattermost/server/public/plugin/plugintest"
)

// stub stands in for the server that a plugin calls back. It is the published module's own mock:
// every method exists, every call is recorded, and an answer is a Go function of the method's type.
type stub struct {
	plugintest.API
	lock   sync.Mutex
	config any
	calls  map[string][][]any
}

// apiMethods are the methods of the server's plugin API that return or take something by gob
// alone; the others (logging, configuration, streams) are answered by methods of stub.
func apiMethods() map[string]reflect.Type {
	methods := map[string]reflect.Type{}
	api := reflect.TypeFor[plugin.API]()
	mock := reflect.TypeFor[*plugintest.API]()
	for i := range api.NumMethod() {
		method := api.Method(i)
		if _, ok := mock.MethodByName(method.Name); ok && !method.Type.IsVariadic() {
			methods[method.Name] = method.Type
		}
	}
	return methods
}

// newStub answers every method with an AppError 501 where it can, else with zero values.
func newStub() *stub {
	s := &stub{calls: map[string][][]any{}}
	refusal := model.NewAppError("stub", "stub.not_answered", nil, "", 501)
	for name, method := range apiMethods() {
		results := make([]any, method.NumOut())
		for i := range results {
			if method.Out(i) == reflect.TypeFor[*model.AppError]() {
				results[i] = refusal
			} else {
				results[i] = reflect.Zero(method.Out(i)).Interface()
			}
		}
		s.answer(name, results...)
	}
	return s
}

// answer makes the method return these values, or what this function of the method's type returns.
func (s *stub) answer(name string, results ...any) {
	kept := s.ExpectedCalls[:0:0]
	for _, expected := range s.ExpectedCalls {
		if expected.Method != name {
			kept = append(kept, expected)
		}
	}
	s.ExpectedCalls = kept
	anything := make([]any, apiMethods()[name].NumIn())
	for i := range anything {
		anything[i] = "mock.Anything"
	}
	expected := reflect.ValueOf(s.On(name, anything...).Return(results...).Maybe())
	// The type of the function that Run takes belongs to the mock's own module, so it is made here
	// from what Run says of itself.
	run := expected.MethodByName("Run")
	run.Call([]reflect.Value{reflect.MakeFunc(run.Type().In(0), func(in []reflect.Value) []reflect.Value {
		arguments := in[0].Convert(reflect.TypeFor[[]any]()).Interface().([]any)
		s.record(name, arguments)
		return nil
	})})
}

func (s *stub) record(name string, arguments []any) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.calls[name] = append(s.calls[name], arguments)
}

// called are the arguments of every call of the method so far.
func (s *stub) called(name string) [][]any {
	s.lock.Lock()
	defer s.lock.Unlock()
	return append([][]any(nil), s.calls[name]...)
}

// calledMethods are the names of all methods called so far, sorted.
func (s *stub) calledMethods() []string {
	s.lock.Lock()
	defer s.lock.Unlock()
	return sortedKeys(s.calls)
}

// setConfig changes what LoadPluginConfiguration gives, as a System Console save would.
func (s *stub) setConfig(config any) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.config = config
}

// LoadPluginConfiguration fills dest the way the server does, by way of JSON.
func (s *stub) LoadPluginConfiguration(dest any) error {
	s.record("LoadPluginConfiguration", nil)
	s.lock.Lock()
	defer s.lock.Unlock()
	text, err := json.Marshal(s.config)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, dest)
}

func (s *stub) log(method, message string, pairs []any) {
	s.record(method, append([]any{message}, pairs...))
}

func (s *stub) LogDebug(message string, pairs ...any) { s.log("LogDebug", message, pairs) }
func (s *stub) LogInfo(message string, pairs ...any)  { s.log("LogInfo", message, pairs) }
func (s *stub) LogWarn(message string, pairs ...any)  { s.log("LogWarn", message, pairs) }
func (s *stub) LogError(message string, pairs ...any) { s.log("LogError", message, pairs) }

var _ plugin.API = (*stub)(nil)

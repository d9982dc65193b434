package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"
)

// newestHost says whether this run is against a Mattermost of the 11 line; the tables describe
// that one, so only there is a name that Go does not know a mistake.
func newestHost() bool { return !strings.HasPrefix(model.CurrentVersion, "10.") }

// lifeHooks are called by the host's own life cycle and are looked at by other tests.
var lifeHooks = map[string]bool{
	"OnActivate": true, "OnDeactivate": true, "OnConfigurationChange": true, "Implemented": true,
	"ServeHTTP": true, "ServeMetrics": true, "ConfigurationWillBeSaved": true,
}

func probeTables(t *testing.T, h *host) tables {
	t.Helper()
	var known tables
	if err := json.Unmarshal(h.get("/tables").Body.Bytes(), &known); err != nil {
		t.Fatal(err)
	}
	return known
}

// TestTables sends every hook and every API method of the library's tables through the real host,
// with values in every field the tables name, and compares both sides.
func TestTables(t *testing.T) {
	api := newStub()
	h := startHost(t, "probe", api)
	known := probeTables(t, h)
	t.Logf("host %s: %d hooks, %d API methods and %d structs in the tables", model.CurrentVersion, len(known.Hooks), len(known.API), len(known.Structs))

	hookTypes := methodsOf(reflect.TypeFor[plugin.Hooks]())
	for _, name := range sortedKeys(known.Hooks) {
		if lifeHooks[name] {
			continue
		}
		method, exists := hookTypes[name]
		t.Run("hook "+name+" brings arguments and takes results", func(t *testing.T) {
			if !exists {
				missing(t, name)
				return
			}
			f := newFiller(known)
			checkHook(t, h, f, name, method)
			f.report(t)
		})
	}
	t.Run("the hooks the probe serves are those of the tables", func(t *testing.T) {
		implemented, err := h.hooks().Implemented()
		want := append(sortedKeys(known.Hooks), "OnActivate", "ServeHTTP", "ServeMetrics")
		slices.Sort(want)
		slices.Sort(implemented)
		if err != nil || !slices.Equal(want, implemented) {
			t.Errorf("%v\n%v, %v", implemented, want, err)
		}
	})

	methods := methodsOf(reflect.TypeFor[plugin.API]())
	for _, name := range sortedKeys(known.API) {
		if special[name] {
			continue
		}
		method, exists := methods[name]
		t.Run("API "+name+" takes arguments and gives results and errors", func(t *testing.T) {
			if !exists {
				missing(t, name)
				return
			}
			f := newFiller(known)
			checkAPI(t, h, api, f, name, method)
			f.report(t)
		})
	}

	t.Run("fields the tables leave out do not disturb those they name", func(t *testing.T) {
		post := &model.Post{}
		saturate(reflect.ValueOf(post).Elem(), 8)
		h.hooks().MessageHasBeenPosted(new(callContext), post)
		_, received := h.postJSON("/received", map[string]any{"hook": "MessageHasBeenPosted"})
		got := pruned(received).([]any)[1].(map[string]any)
		sent := known.named(plain(reflect.ValueOf(post)), shape{Kind: "struct", Name: "Post"})
		if found := differences(sent, any(got), "post"); found != nil {
			t.Errorf("\n  %s", lines(found))
		}
	})

	t.Run("attachments of a post arrive as the server's own type", func(t *testing.T) {
		api.answer("CreatePost", &model.Post{}, nil)
		h.postJSON("/api", map[string]any{"method": "CreatePost", "args": []any{
			map[string]any{"Props": map[string]any{"attachments": []any{map[string]any{"Title": "a title"}}}},
		}})
		calls := api.called("CreatePost")
		attachments := calls[len(calls)-1][0].(*model.Post).Attachments()
		if typed, ok := calls[len(calls)-1][0].(*model.Post).GetProp("attachments").([]*model.SlackAttachment); !ok || len(typed) != 1 || attachments[0].Title != "a title" {
			t.Errorf("%+v", calls[len(calls)-1][0])
		}
	})

	t.Run("a post that the host cannot encode silences nobody", func(t *testing.T) {
		foreign := &model.Post{Message: "foreign", Props: model.StringInterface{"x": map[string]string{"not": "registered"}}}
		for range 5 {
			h.hooks().MessageHasBeenPosted(new(callContext), foreign)
			echo(t, h, pattern(1000))
		}
		h.hooks().MessageHasBeenPosted(new(callContext), &model.Post{Message: "good again"})
		_, received := h.postJSON("/received", map[string]any{"hook": "MessageHasBeenPosted"})
		if !strings.Contains(fmt.Sprint(received), "good again") {
			t.Error(received)
		}
		if err := h.env.PerformHealthCheck(h.id); err != nil {
			t.Error(err)
		}
	})

	t.Run("a method the server lacks is an error of its own, and the connection goes on", func(t *testing.T) {
		_, answer := h.postJSON("/api", map[string]any{"method": "NoSuchMethod", "args": []any{}})
		if got := answer.(map[string]any)["error"]; got == nil || got.(map[string]any)["kind"] != "UnknownMethodError" {
			t.Fatal(answer)
		}
	})
}

// special are the API methods whose Go form is not the wire's: TestLogging and TestLife call them.
var special = map[string]bool{
	"LoadPluginConfiguration": true, "LogDebug": true, "LogInfo": true, "LogWarn": true, "LogError": true,
}

func methodsOf(kind reflect.Type) map[string]reflect.Type {
	found := map[string]reflect.Type{}
	for i := range kind.NumMethod() {
		found[kind.Method(i).Name] = kind.Method(i).Type
	}
	return found
}

// missing is a failure against the newest host only.
func missing(t *testing.T, name string) {
	t.Helper()
	if newestHost() {
		t.Errorf("%s is in the tables and not in Mattermost %s", name, model.CurrentVersion)
		return
	}
	t.Logf("%s does not exist in Mattermost %s", name, model.CurrentVersion)
}

// told are the differences to an older host that have been printed already.
var told = map[string]bool{}

func (f *filler) report(t *testing.T) {
	t.Helper()
	if newestHost() && len(f.wrong) > 0 {
		t.Errorf("the tables are wrong:\n  %s", lines(f.wrong))
		return
	}
	for _, difference := range f.wrong {
		if !told[difference] {
			told[difference] = true
			t.Logf("this older host: %s", difference)
		}
	}
}

// fillAll makes one Go value for each shape.
func (f *filler) fillAll(t *testing.T, shapes []shape, types []reflect.Type, at string) []reflect.Value {
	t.Helper()
	if len(shapes) != len(types) {
		t.Fatalf("%s: %d in the tables, %d in Go", at, len(shapes), len(types))
	}
	values := make([]reflect.Value, len(types))
	for i := range types {
		values[i] = f.fill(types[i], shapes[i], fmt.Sprintf("%s %d", at, i+1))
	}
	return values
}

// checkHook calls the hook once with filled arguments, and once for each of its results.
func checkHook(t *testing.T, h *host, f *filler, name string, method reflect.Type) {
	t.Helper()
	in, out := typesOf(method.NumIn(), method.In), typesOf(method.NumOut(), method.Out)
	hook := reflect.ValueOf(h.hooks()).MethodByName(name)
	setAnswer := func(results []reflect.Value) {
		t.Helper()
		if status, answer := h.postJSON("/answer", map[string]any{"hook": name, "results": plainEach(results)}); status != 200 {
			t.Fatal(answer)
		}
	}

	setAnswer(nil)
	arguments := f.fillAll(t, f.tables.Hooks[name].Args, in, "argument")
	sent := plainAll(arguments)
	hook.Call(arguments)
	_, received := h.postJSON("/received", map[string]any{"hook": name})
	if found := differences(sent, pruned(received), "argument"); found != nil {
		t.Errorf("arguments:\n  %s", lines(found))
	}

	// The host reads a replaced post into the very post it sent, so that one must be empty here.
	results := f.fillAll(t, f.tables.Hooks[name].Results, out, "result")
	for i := range results {
		only := zeroes(out)
		only[i] = results[i]
		setAnswer(only)
		returned := hook.Call(empties(in))
		if found := differences(plain(results[i]), plain(returned[i]), fmt.Sprint("result ", i+1)); found != nil {
			t.Errorf("results:\n  %s", lines(found))
		}
	}
}

func checkAPI(t *testing.T, h *host, api *stub, f *filler, name string, method reflect.Type) {
	t.Helper()
	in, out := typesOf(method.NumIn(), method.In), typesOf(method.NumOut(), method.Out)
	arguments := f.fillAll(t, f.tables.API[name].Args, in, "argument")
	isError := func(kind reflect.Type) bool {
		return kind == reflect.TypeFor[*model.AppError]() || kind == reflect.TypeFor[error]()
	}
	results := f.fillAll(t, f.tables.API[name].Results, out, "result")
	answers := make([]any, len(out))
	var expected []any
	refusing := -1
	for i, kind := range out {
		if isError(kind) {
			refusing = i
			continue
		}
		answers[i] = results[i].Interface()
		expected = append(expected, plain(results[i]))
	}
	api.answer(name, answers...)
	before := len(api.called(name))

	_, answer := h.postJSON("/api", map[string]any{"method": name, "args": plainAll(arguments)})
	calls := api.called(name)
	if len(calls) != before+1 {
		t.Fatalf("called %d times: %v", len(calls)-before, answer)
	}
	if found := differences(plainAll(arguments), plainList(calls[before]), "argument"); found != nil {
		t.Errorf("arguments:\n  %s", lines(found))
	}
	got := answer.(map[string]any)
	if found := differences(pruned(expected), pruned(got["results"]), "result"); found != nil || got["error"] != nil {
		t.Errorf("results: %v\n  %s", got["error"], lines(found))
	}
	if refusing >= 0 {
		checkRefusal(t, h, api, name, out, refusing, plainAll(arguments))
	}
}

// checkRefusal lets the method answer its error and looks for it in the plugin.
func checkRefusal(t *testing.T, h *host, api *stub, name string, out []reflect.Type, refusing int, arguments any) {
	t.Helper()
	answers := make([]any, len(out))
	for i, kind := range out {
		answers[i] = reflect.Zero(kind).Interface()
	}
	appError := model.NewAppError("Where", "stub.refused", nil, "the detail", http.StatusConflict)
	want := any(map[string]any{"kind": "AppError", "Id": "stub.refused", "DetailedError": "the detail", "StatusCode": 409.0, "Where": "Where"})
	if out[refusing] == reflect.TypeFor[*model.AppError]() {
		answers[refusing] = appError
	} else {
		answers[refusing] = errors.New("refused in plain words")
		want = map[string]any{"kind": "PluginError", "message": "refused in plain words"}
	}
	api.answer(name, answers...)
	_, answer := h.postJSON("/api", map[string]any{"method": name, "args": arguments})
	got, _ := answer.(map[string]any)["error"].(map[string]any)
	for key, value := range want.(map[string]any) {
		if got[key] != value {
			t.Errorf("the refusal arrived as %v", answer)
			return
		}
	}
}

func typesOf(count int, at func(int) reflect.Type) []reflect.Type {
	types := make([]reflect.Type, count)
	for i := range types {
		types[i] = at(i)
	}
	return types
}

// zeroes are nil, 0 and "" of these types.
func zeroes(types []reflect.Type) []reflect.Value {
	values := make([]reflect.Value, len(types))
	for i, kind := range types {
		values[i] = reflect.Zero(kind)
	}
	return values
}

// empties are like zeroes, but pointers point to something.
func empties(types []reflect.Type) []reflect.Value {
	values := zeroes(types)
	for i, kind := range types {
		if kind.Kind() == reflect.Pointer {
			values[i] = reflect.New(kind.Elem())
		}
	}
	return values
}

// plainEach keeps a place for every value, also for those that are zero.
func plainEach(values []reflect.Value) []any {
	list := make([]any, len(values))
	for i := range values {
		list[i] = plain(values[i])
	}
	return list
}

func plainAll(values []reflect.Value) any { return pruned(plainEach(values)) }

func plainList(values []any) any {
	list := make([]any, len(values))
	for i := range values {
		list[i] = plain(reflect.ValueOf(values[i]))
	}
	return pruned(list)
}

package main

import (
	"fmt"
	"net/url"
	"reflect"

	"github.com/mattermost/mattermost/server/public/model"
)

// fill sets every exported field to a value that is not zero and differs from its neighbours.
// Types that contain themselves are filled to a depth of two.
func fill(v reflect.Value, path string, depth int) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(100 + len(path)))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(100 + len(path)))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(1.5)
	case reflect.String:
		v.SetString(path)
	case reflect.Pointer:
		fillPointer(v, path, depth)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), path+"[0]", depth)
	case reflect.Map:
		fillMap(v, path, depth)
	case reflect.Struct:
		fillStruct(v, path, depth)
	case reflect.Interface:
		if v.NumMethod() == 0 {
			v.Set(reflect.ValueOf(path))
		}
	}
}

func fillPointer(v reflect.Value, path string, depth int) {
	if depth > 3 {
		return
	}
	if v.Type() == reflect.TypeFor[*url.URL]() {
		v.Set(reflect.ValueOf(&url.URL{Path: "/path", RawQuery: "a=b"}))
		return
	}
	v.Set(reflect.New(v.Type().Elem()))
	fill(v.Elem(), path, depth)
}

func fillMap(v reflect.Value, path string, depth int) {
	key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
	fill(key, "key", depth)
	fill(value, path+"{}", depth)
	if value.Kind() == reflect.Pointer && value.IsNil() {
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	v.SetMapIndex(key, value)
}

// The sections we read; the whole configuration would be half of the recording.
var configSections = map[string]bool{
	"SqlSettings": true, "ServiceSettings": true, "LocalizationSettings": true, "PluginSettings": true,
}

func fillStruct(v reflect.Value, path string, depth int) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() || field.Type.Kind() == reflect.Func {
			continue
		}
		if v.Type() == reflect.TypeFor[model.Config]() && !configSections[field.Name] {
			continue
		}
		// A type inside itself ends here; a slice of nil pointers could not be encoded.
		if depth >= 2 && refersToStructs(field.Type) {
			continue
		}
		fill(v.Field(i), fmt.Sprintf("%s.%s", path, field.Name), depth+1)
	}
}

func refersToStructs(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		return t != reflect.TypeFor[*url.URL]() && (t.Elem().Kind() == reflect.Struct || refersToStructs(t.Elem()))
	case reflect.Map:
		return refersToStructs(t.Elem())
	}
	return false
}

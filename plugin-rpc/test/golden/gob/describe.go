package main

import (
	"encoding"
	"encoding/hex"
	"math"
	"reflect"
	"strconv"
)

// describe renders a value as JSON that says exactly what gob carries. Objects with one key tell
// apart what JSON cannot: big numbers, special floats, bytes, complex numbers, structs, maps, and
// contents of interface fields (which travel even if zero). Nil pointers are left out.
func describe(value any) any {
	return describeValue(reflect.ValueOf(value))
}

func describeValue(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Invalid:
		return nil
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		if data, ok := marshalled(v); ok {
			return map[string]any{"bytes": hex.EncodeToString(data)}
		}
		return describeValue(v.Elem())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return describeInt(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if v.Uint() > 1<<53-1 {
			return map[string]any{"big": strconv.FormatUint(v.Uint(), 10)}
		}
		return v.Uint()
	case reflect.Float32, reflect.Float64:
		return describeFloat(v.Float())
	case reflect.Complex128:
		return map[string]any{"complex": []any{real(v.Complex()), imag(v.Complex())}}
	case reflect.Slice, reflect.Array:
		return describeList(v)
	case reflect.Map:
		entries := map[string]any{}
		for _, key := range v.MapKeys() {
			entries[keyText(key)] = describeValue(v.MapIndex(key))
		}
		return map[string]any{"map": entries}
	case reflect.Struct:
		return describeStruct(v)
	default:
		return v.Interface()
	}
}

func describeInt(n int64) any {
	if n > 1<<53-1 || n < -(1<<53-1) {
		return map[string]any{"big": strconv.FormatInt(n, 10)}
	}
	return n
}

func describeFloat(f float64) any {
	if math.IsNaN(f) || math.IsInf(f, 0) || (f == 0 && math.Signbit(f)) {
		return map[string]any{"float": strconv.FormatFloat(f, 'g', -1, 64)}
	}
	return f
}

func describeList(v reflect.Value) any {
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 {
		return map[string]any{"bytes": hex.EncodeToString(v.Bytes())}
	}
	items := []any{}
	for i := range v.Len() {
		items = append(items, describeValue(v.Index(i)))
	}
	return items
}

func describeStruct(v reflect.Value) any {
	fields := map[string]any{}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		kind := field.Type.Kind()
		if !field.IsExported() || kind == reflect.Func || kind == reflect.Chan {
			continue
		}
		if (kind == reflect.Pointer || kind == reflect.Interface) && v.Field(i).IsNil() {
			continue
		}
		fields[field.Name] = describeValue(v.Field(i))
		if kind == reflect.Interface {
			fields[field.Name] = map[string]any{"any": fields[field.Name]}
		}
	}
	return map[string]any{"struct": fields}
}

func keyText(key reflect.Value) string {
	switch key.Kind() {
	case reflect.Bool:
		return strconv.FormatBool(key.Bool())
	case reflect.Int, reflect.Int64:
		return strconv.FormatInt(key.Int(), 10)
	case reflect.Uint, reflect.Uint64:
		return strconv.FormatUint(key.Uint(), 10)
	default:
		return key.String()
	}
}

// marshalled is the content of a type that marshals itself, such as *url.URL.
func marshalled(v reflect.Value) ([]byte, bool) {
	marshaller, ok := v.Interface().(encoding.BinaryMarshaler)
	if !ok {
		return nil, false
	}
	data, err := marshaller.MarshalBinary()
	return data, err == nil
}

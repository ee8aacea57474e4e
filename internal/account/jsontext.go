package account

import (
	"encoding/json"
	"fmt"
	"strings"

	"ringwall/internal/estate"
)

// jsonText is the tree of a text that is JSON; all of it stands where the text does.
func jsonText(text string, at estate.Origin) (*estate.Tree, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	t, err := jsonValue(d, at)
	if err != nil {
		return nil, err
	}
	if d.More() {
		return nil, fmt.Errorf("there is more behind the value")
	}
	return t, nil
}

func jsonValue(d *json.Decoder, at estate.Origin) (*estate.Tree, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch v := token.(type) {
	case json.Delim:
		return jsonMembers(d, v, at)
	case string:
		return estate.NewScalar(estate.Literal(v), at), nil
	case json.Number:
		return &estate.Tree{Kind: estate.Scalar, Plain: estate.PlainNumber, Text: estate.Literal(v.String()), Origin: at}, nil
	case bool:
		return &estate.Tree{Kind: estate.Scalar, Plain: estate.PlainBool, Text: estate.Literal(fmt.Sprint(v)), Origin: at}, nil
	}
	return &estate.Tree{Kind: estate.Scalar, Origin: at}, nil // null
}

// jsonMembers reads a map or a list, of which the bracket is read.
func jsonMembers(d *json.Decoder, bracket json.Delim, at estate.Origin) (*estate.Tree, error) {
	out := &estate.Tree{Kind: estate.Map, Origin: at}
	if bracket == '[' {
		out.Kind = estate.List
	}
	for d.More() {
		name := ""
		if out.Kind == estate.Map {
			token, err := d.Token()
			if err != nil {
				return nil, err
			}
			name, _ = token.(string)
		}
		v, err := jsonValue(d, at)
		if err != nil {
			return nil, err
		}
		if out.Kind == estate.Map {
			out.Fields = append(out.Fields, estate.NewField(name, v, at))
		} else {
			out.Items = append(out.Items, v)
		}
	}
	_, err := d.Token() // the closing bracket
	return out, err
}

package collect

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/collect.sh")

// TestScript holds docs/collect.sh to the calls; with -update it writes it.
func TestScript(t *testing.T) {
	const page = "../../../docs/collect.sh"
	want := script()
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != want {
		t.Error("docs/collect.sh is not what the calls are: run go test ./internal/account/collect -run TestScript -update")
	}
	for _, c := range Calls() {
		if words := " " + c.Command() + " "; !strings.Contains(strings.ReplaceAll(want, "\n", " \n"), words) {
			t.Errorf("the script has no %s", words)
		}
	}
}

// script asks with the AWS CLI what collecting asks.
func script() string {
	var b strings.Builder
	b.WriteString(scriptHead)
	for _, part := range []struct {
		name  string
		scope Scope
	}{{"organization", Organization}, {"global", Global}, {"regional", Regional}} {
		fmt.Fprintf(&b, "\n%s() {\n", part.name)
		for _, c := range inOrder(part.scope) {
			for _, line := range scriptLines(c) {
				b.WriteString("    " + line + "\n")
			}
		}
		b.WriteString("}\n")
	}
	return b.String() + scriptTail
}

// inOrder are the calls of a scope, each after those that show what it is about.
func inOrder(scope Scope) []Call {
	var out []Call
	made := map[string]bool{}
	list := Calls()
	for again := true; again; {
		again = false
		for i, c := range list {
			waits := c.Scope != scope || slices.ContainsFunc(c.Each, func(e Each) bool {
				return !made[c.Service+e.Operation] && e.Operation != c.Operation
			})
			if c.Operation == "" || waits {
				continue
			}
			out = append(out, c)
			made[c.Service+c.Operation], list[i].Operation, again = true, "", true
		}
	}
	return out
}

// scriptLines are a call, once or for each thing of each operation that shows some.
func scriptLines(c Call) []string {
	if c.Null != "" || len(c.None) > 0 {
		codes := make([]string, len(c.None))
		for i, code := range c.None {
			codes[i], _, _ = strings.Cut(code, ": ")
		}
		none := "NONE='" + strings.Join(codes, "|") + "' NULL='" + c.Null + "' "
		return prefixed(none, c)
	}
	return prefixed("", c)
}

func prefixed(env string, c Call) []string {
	command := c.Command() + options(c)
	if c.As != "" {
		env += "AS=" + c.As + " "
	}
	if len(c.Each) == 0 {
		return []string{env + "once " + command}
	}
	var out []string
	for _, e := range c.Each {
		if e.Param == "" {
			out = append(out, fmt.Sprintf("%sif_any %s '%s' %s", env, parent(c, e), query(e), command))
			continue
		}
		word := "each"
		if e.Operation == c.Operation {
			word = "while " + env + "each"
		} else {
			word = env + word
		}
		line := fmt.Sprintf("%s %s '%s' %s '%s' %s", word, parent(c, e), query(e), e.Param, e.Also, command)
		if e.Operation == c.Operation {
			line += "; do :; done"
		}
		out = append(out, line)
	}
	return out
}

// parent is how the files of the operation are called that shows the things.
func parent(c Call, e Each) string {
	return strings.ReplaceAll(Call{Service: c.Service, Operation: e.Operation}.Command(), " ", "-")
}

// query is a path in jq's words.
func query(e Each) string {
	q := "." + strings.ReplaceAll(strings.ReplaceAll(e.Path, ".", "?."), "[]", "[]") + "?"
	q = strings.ReplaceAll(q, "[]", "[]?")
	q = strings.ReplaceAll(q, "??", "?")
	if e.Only != "" {
		q += " | select(contains(\"" + e.Only + "\"))"
	}
	if e.Not != "" {
		q += " | select(startswith(\"" + e.Not + "\") | not)"
	}
	return q
}

// options are the parameters of a call as the CLI has them.
func options(c Call) string {
	if c.Operation == "SearchTransitGatewayRoutes" {
		return " --filters Name=state,Values=active,blackhole,pending"
	}
	var out strings.Builder
	for _, name := range sortedParams(c) {
		out.WriteString(" --" + command(name))
		switch v := c.Params[name].(type) {
		case bool:
		case []string:
			for _, s := range v {
				out.WriteString(" '" + s + "'")
			}
		case string:
			if v == ownAccount {
				v = `"$account"`
			}
			out.WriteString(" " + v)
		case int:
			fmt.Fprintf(&out, " %d", v)
		default:
			text, err := json.Marshal(v)
			if err != nil {
				panic(err)
			}
			out.WriteString(" '" + string(text) + "'")
		}
	}
	return out.String()
}

func sortedParams(c Call) []string {
	var out []string
	for name := range c.Params {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

const scriptHead = `#!/bin/bash
# Asks accounts with the AWS CLI what "ringwall collect" asks, into a folder that ringwall
# reads. It needs jq.
#
# usage: collect.sh FOLDER PROFILE [PROFILE…]
#
# The first profile is the management account's, or of a delegated administrator. What is
# refused is written to standard error, with AWS's words. Values of functions' and
# containers' variables, user data and the like stay in the files: "ringwall collect" leaves
# them out.
#
# Written by go test ./internal/account/collect -run TestScript -update

# ask FILE JQ COMMAND…: the answer of a call, with what JQ adds to it. If AWS's error is
# one of NONE, there is none: the file says so of NULL.
ask() {
    local file=$1 more=$2; shift 2
    [ -e "$file.json" ] && return 1
    mkdir -p "$(dirname "$file")"
    if aws "$@" --output json >"$file.new" 2>"$file.error"; then
        [ -s "$file.new" ] || echo '{}' >"$file.new"
        jq "${NULL:+{\"$NULL\": null\} + }. + $more" "$file.new" >"$file.json"
    elif [ -n "${NONE-}" ] && grep -qE "$NONE" "$file.error"; then
        [ -n "$NULL" ] && jq -n "{\"$NULL\": null} + $more" >"$file.json"
    else
        echo "aws $*: $(cat "$file.error")" >&2
    fi
    rm -f "$file.new" "$file.error"
    [ -e "$file.json" ]
}

# once COMMAND…: a call of the folder $d.
once() { ask "$d/$1-$2${AS:+--$AS}" "{${AS:+\"Filter\": \"$AS\"}}" "$@"; }

# things PARENT JQ: what the answers of a command show.
things() {
    local f
    for f in "$d/$1.json" "$d/$1"--*.json; do
        [ -e "$f" ] && jq -r "$2 | strings" "$f"
    done | sort -u
}

# if_any PARENT JQ COMMAND…: a call, if there is anything.
if_any() {
    local some
    some=$(things "$1" "$2"); shift 2
    [ -z "$some" ] || once "$@"
}

# each PARENT JQ PARAMETER ALSO COMMAND…: a call for each thing that a command shows,
# with a parameter ALSO that that command took.
each() {
    local parent=$1 query=$2 param=$3 also=$4 f thing within made=1; shift 4
    for f in "$d/$parent.json" "$d/$parent"--*.json; do
        [ -e "$f" ] || continue
        within=
        [ -z "$also" ] || within=$(jq -r ".$also // empty" "$f")
        while IFS= read -r thing; do
            local name of="{\"$param\": $(jq -n --arg t "$thing" '$t')${within:+, \"$also\": $(jq -n --arg t "$within" '$t')}}"
            name=$(printf %s "${within##*/}${within:+-}${thing##*[/:]}" | tr -c 'A-Za-z0-9_.-' _)
            ask "$d/$1-$2--$name-$(printf %s "$thing" | cksum | cut -d' ' -f1)" "$of" "$@" "$(option "$param")" "$thing" ${within:+"$(option "$also")" "$within"} && made=0
        done < <(jq -r "$query | strings" "$f" | sort -u)
    done
    return $made
}

# option is what the CLI calls a parameter.
option() { echo "--$(sed -E 's/(.)([A-Z][a-z]+)/\1-\2/g; s/([a-z0-9])([A-Z])/\1-\2/g' <<<"$1" | tr A-Z a-z)"; }
`

const scriptTail = `
out=$1; shift
first=1
for AWS_PROFILE in "$@"; do
    export AWS_PROFILE AWS_REGION=us-east-1
    account=$(aws sts get-caller-identity --query Account --output text) || continue
    d=$out/$account/global
    [ -z "$first" ] || organization
    first=
    global
    for AWS_REGION in $(jq -r '.Regions[].RegionName' "$d/ec2-describe-regions.json"); do
        export AWS_REGION; d=$out/$account/$AWS_REGION
        regional
    done
done
`

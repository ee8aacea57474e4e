package account

import (
	"bufio"
	"bytes"
	"io"
	"path"
	"strings"

	"ringwall/internal/estate"
)

// bare is how a list is read that stands alone in a file, as "aws ec2 describe-vpcs
// --query Vpcs" prints it: as if it stood under its key. The file's name says which
// command printed it.
type bare struct{ key, before, after string }

// begins is how much of a file is looked at to tell a list from a map.
const begins = 4096

// bareIn recognises such a list and answers the stream without what precedes it.
func bareIn(in io.Reader, name string) (io.Reader, bare, bool) {
	b := bufio.NewReaderSize(in, begins)
	head, _ := b.Peek(begins)
	text := bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	if !bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n"), []byte{'['}) {
		return b, bare{}, false
	}
	key := keyCalled(name)
	if key == "" {
		return b, bare{}, false
	}
	_, _ = b.Discard(len(head) - len(text)) // which is in the buffer
	x := bare{key, `{"` + key + `":`, "}"}
	if key == "Reservations" && !listsReservations(text) { // --query "Reservations[].Instances[]"
		x.before, x.after = `{"Reservations":[{"Instances":`, "}]}"
	}
	return b, x, true
}

// listsReservations reports whether a list begins with a reservation; not if it begins
// with an instance, or with the instances of a reservation.
func listsReservations(head []byte) bool {
	s := scanning(head)
	s.begin()
	if s.open('['); !s.more() {
		return true
	}
	return s.peek() == '{' && s.hasMember([]string{"ReservationId", "Instances"})
}

// keyCalled is the key under which a command prints its list, of a file that is called
// after the command. Of commands whose records only add to others there is none; what
// describe-load-balancers prints is taken for elbv2's.
func keyCalled(name string) string {
	base := strings.ToLower(path.Base(name))
	found, length, kinds := "", 0, networkKinds()
	for _, key := range sortedKeys(kinds) {
		k := kinds[key]
		verb := verbOf(k.command)
		at := strings.Index(base, verb)
		if k.single || k.common || addsToOthers(key) || at < 0 || len(verb) <= length {
			continue
		}
		if rest := base[at+len(verb):]; rest == "" || strings.ContainsRune("-_.=@ ", rune(rest[0])) {
			found, length = key, len(verb)
		}
	}
	return found
}

func addsToOthers(key string) bool {
	switch key {
	case "TransitGatewayRouteTablePropagations", "TargetHealthDescriptions", "TagDescriptions", "SecurityGroupRules", "LoadBalancerDescriptions":
		return true
	}
	return false
}

// wrapped is the list as its key's value; lines and columns stay those of the file.
func (s *scanner) wrapped(in io.Reader, x bare) {
	s.reset(io.MultiReader(strings.NewReader(x.before), in, strings.NewReader(x.after)))
	s.lineAt = int64(len(x.before))
}

// progress counts what has been read.
func (r *reader) progress() int { return len(r.result.Resources) + len(r.loose.attached) }

// projected notes a record of a list that stands alone of which nothing was known: the
// query may have given its members other names.
func (r *reader) projected(kind estate.ListingKind, before int) {
	if r.bare.key != "" && r.progress() == before {
		r.cutOff(kind, "a record of "+r.name+" is none of "+string(kind)+" as AWS describes it")
	}
}

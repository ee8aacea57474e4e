// Package report turns what the verbs have found into bytes: text for people,
// JSON and SARIF for machines. An [Entry] is one message of output; a [Writer]
// is one format. The package decides wording, order on the page, colour and
// width; it decides no verdict, and reads nothing but the entry.
//
//	w := report.NewText(os.Stdout, report.Style{Width: 100})
//	err := w.Write(report.Entry{Review: outcome})
//
// It refuses to print secrets: literal values of properties that are named as
// secrets, and of parameters with NoEcho, are masked.
package report

import "errors"

// Entry is one message of output: exactly one of its fields is set.
type Entry struct {
	Review      *Review      // a review's outcome
	Catalog     *Catalog     // the list of controls
	Reach       *Reach       // an answer to FROM and TO
	Pairs       *Pairs       // all that can flow
	Exposure    *Exposure    // what the internet reaches
	Show        *Inventory   // resources as loaded
	Control     *Control     // what one control does
	Plan        *Plan        // an address plan
	Expansion   *Expansion   // the actions that patterns stand for
	PolicyCheck *PolicyCheck // what is to be said of policies alone
	Definitions *Definitions // what is known of what AWS defines
	Permission  *Permission  // whether a request is allowed
	WhoCan      *WhoCan      // who may do something
	Access      *Access      // whether something can use a resource
	Comparison  *Comparison  // whether policies grant more than others
}

// Writer puts entries into one format.
type Writer interface {
	Write(Entry) error
}

// ErrFormat is the error of an entry that a format cannot express.
var ErrFormat = errors.New("this output format has no form for it")

// Style is how text looks.
type Style struct {
	Color   bool
	Width   int  // columns at which lines are broken
	Verbose bool // everything, not only what matters first
}

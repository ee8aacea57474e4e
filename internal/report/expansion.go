package report

// Expansion is what entries of Action elements stand for.
type Expansion struct {
	Patterns []Pattern
}

// Pattern is one entry.
type Pattern struct {
	Text    string
	Element string // Action or NotAction, if it is from a policy
	Line    int    // where it stands in its file; 0 for an argument
	Actions []Action
}

// Action is an action of AWS's.
type Action struct {
	Name  string // as s3:GetObject
	Level string // what access it grants, in AWS's words; where text is verbose
}

type jsonExpansion struct {
	Schema   string        `json:"schema"`
	Estate   jsonEstate    `json:"estate"`
	Patterns []jsonPattern `json:"patterns"`
}

type jsonPattern struct {
	Pattern string   `json:"pattern"`
	Element string   `json:"element,omitempty"`
	Line    int      `json:"line,omitempty"`
	Actions []string `json:"actions"`
}

func expansionDocument(x *Expansion) jsonExpansion {
	out := jsonExpansion{"ringwall.policy-expand/v1", noEstate(), []jsonPattern{}}
	for _, p := range x.Patterns {
		names := []string{}
		for _, a := range p.Actions {
			names = append(names, a.Name)
		}
		out.Patterns = append(out.Patterns, jsonPattern{p.Text, p.Element, p.Line, names})
	}
	return out
}

// expansion lists the actions; of several entries each under its own line.
func (p *page) expansion(x *Expansion) {
	indent := ""
	for i, e := range x.Patterns {
		if len(x.Patterns) > 1 || e.Element != "" {
			if i > 0 {
				p.gap()
			}
			indent = "  "
			p.line(p.paint(bold, e.Text), p.paint(dim, lead(e.Element)), "  ", number(len(e.Actions)))
		}
		width := 0
		for _, a := range e.Actions {
			width = max(width, columns(a.Name))
		}
		for _, a := range e.Actions {
			if p.Verbose {
				p.line(indent, pad(a.Name, width), "  ", p.paint(dim, a.Level))
			} else {
				p.line(indent, a.Name)
			}
		}
	}
}

// lead sets a word apart from what stands before it.
func lead(word string) string {
	if word == "" {
		return ""
	}
	return "  " + word
}

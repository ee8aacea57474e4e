package cli

import (
	"io"

	"ringwall/internal/diagram"
	"ringwall/internal/finding"
	"ringwall/internal/report"
)

// pictures draw for the page of a review: the architecture, and the paths of
// findings.
func pictures(subject report.Subject) *report.Pictures {
	write := func(w io.Writer, prefix string, marks diagram.Marks) error {
		return diagram.Draw(subject.Estate, marks).SVG(w, diagram.Options{Inline: true, Prefix: prefix, Bare: true})
	}
	return &report.Pictures{
		Style:    diagram.Stylesheet(),
		Overview: func(w io.Writer, prefix string) error { return write(w, prefix, diagram.Marks{}) },
		Finding: func(w io.Writer, prefix string, f finding.Finding) (bool, error) {
			marks := diagram.Marks{Focus: true}
			addFinding(&marks, subject.Estate, f)
			if len(marks.Paths) == 0 {
				return false, nil
			}
			return true, write(w, prefix, marks)
		},
	}
}

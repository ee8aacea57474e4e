package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"ringwall/internal/authz"
	"ringwall/internal/authz/question"
	"ringwall/internal/report"
)

// answerRequests answers the requests of a file in their order: from their own
// policies or, with an estate, from these and what the estate says besides.
func (a *app) answerRequests(file string, from *desk) error {
	data, err := a.requests(file)
	if err != nil {
		return fmt.Errorf("read requests: %w", err)
	}
	buffer := bufio.NewWriter(a.stdout)
	status, err := a.answerAll(from.reader(file, data), from, report.NewJSON(buffer))
	if flushed := buffer.Flush(); err == nil && flushed != nil {
		err = fmt.Errorf("write the answer: %w", flushed)
	}
	if err != nil {
		return err
	}
	return answer(status)
}

func (a *app) requests(file string) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(a.stdin)
	}
	return os.ReadFile(file)
}

func (a *app) answerAll(reader *question.Reader, from *desk, w report.Writer) (status int, err error) {
	status = statusFine
	for {
		q, err := reader.Next()
		switch {
		case errors.Is(err, io.EOF):
			return status, nil
		case err != nil:
			return statusWrong, fmt.Errorf("read requests: %w", err)
		}
		p, err := from.answer(q, false)
		if err != nil {
			return statusWrong, fmt.Errorf("read requests: %s: %w", q.Pos, err)
		}
		if p.Expect != "" && !p.Met {
			status = statusBad
			fmt.Fprintf(a.stderr, "%s: %sexpected %s, found %s\n", q.Pos, lead(p.ID), p.Expect, p.Verdict)
		}
		if err := emit(w, report.Entry{Permission: p}); err != nil {
			return statusWrong, err
		}
	}
}

func lead(id string) string {
	if id == "" {
		return ""
	}
	return id + ": "
}

// openCause names what leaves a verdict open, and where.
func openCause(c authz.Cause) string {
	if c.By == nil {
		return c.Why
	}
	what := c.Why
	if c.Key != "" && c.Key != what {
		what = c.Key + ": " + what
	}
	return fmt.Sprintf("%s (%s of %s, %s)", what, c.Element, c.By.Policy, c.By.Pos)
}

package cloudformation

import (
	"regexp/syntax"
	"slices"
)

// maxLanguage is how many strings are few.
const maxLanguage = 64

// languageOf lists the strings that a regular expression matches as a whole,
// if they are few: "^(true|false)$".
func languageOf(pattern string) []string {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil || isLarge(re) {
		return nil
	}
	out, ok := language(re.Simplify())
	if !ok || len(out) > maxLanguage {
		return nil
	}
	return out
}

// isLarge is a quick look at what makes a language too large for sure; it spares
// simplifying most patterns and unfolding a part of them.
func isLarge(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpStar, syntax.OpPlus:
		return isSingle(re.Sub[0])
	case syntax.OpRepeat:
		return re.Max < 0 && isSingle(re.Sub[0]) || re.Max > 0 && (isLarge(re.Sub[0]) || isLargePower(re.Sub[0], re.Max))
	case syntax.OpCharClass:
		return classSize(re) > maxLanguage
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL, syntax.OpNoMatch, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return true
	case syntax.OpCapture, syntax.OpQuest, syntax.OpAlternate, syntax.OpConcat:
		return slices.ContainsFunc(re.Sub, isLarge)
	}
	return false
}

// isLargePower tells whether a character class, repeated so often, is for sure.
func isLargePower(re *syntax.Regexp, times int) bool {
	if re.Op != syntax.OpCharClass {
		return false
	}
	strings := 1
	for range times {
		if strings *= classSize(re); strings > maxLanguage || strings < 2 {
			break
		}
	}
	return strings > maxLanguage
}

func classSize(re *syntax.Regexp) int {
	n := 0
	for i := 0; i+1 < len(re.Rune); i += 2 {
		n += int(re.Rune[i+1]-re.Rune[i]) + 1
	}
	return n
}

// isSingle is true of what matches one character, however often it is repeated.
func isSingle(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpLiteral, syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return true
	}
	return false
}

func language(re *syntax.Regexp) ([]string, bool) {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginText, syntax.OpEndText, syntax.OpBeginLine, syntax.OpEndLine:
		return []string{""}, true
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase != 0 {
			return nil, false
		}
		return []string{string(re.Rune)}, true
	case syntax.OpCapture:
		return language(re.Sub[0])
	case syntax.OpQuest:
		sub, ok := language(re.Sub[0])
		return append([]string{""}, sub...), ok
	case syntax.OpCharClass:
		var out []string
		for i := 0; i+1 < len(re.Rune); i += 2 {
			if re.Rune[i+1]-re.Rune[i] > 32 {
				return nil, false
			}
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				out = append(out, string(r))
			}
		}
		return out, len(out) <= maxLanguage
	case syntax.OpAlternate:
		var out []string
		for _, sub := range re.Sub {
			l, ok := language(sub)
			if !ok || len(out)+len(l) > maxLanguage {
				return nil, false
			}
			out = append(out, l...)
		}
		return out, true
	case syntax.OpConcat:
		out := []string{""}
		for _, sub := range re.Sub {
			l, ok := language(sub)
			if !ok || len(out)*len(l) > maxLanguage {
				return nil, false
			}
			var next []string
			for _, a := range out {
				for _, b := range l {
					next = append(next, a+b)
				}
			}
			out = next
		}
		return out, true
	}
	return nil, false
}

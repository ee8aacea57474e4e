//go:build !linux

package compare_test

import "time"

var begun = time.Now()

func cpuTime() time.Duration { return time.Since(begun) }

// Package data holds the rules of data protection: encryption at rest and in
// transit, keys, secrets, classification, backups and public data. They look at
// resources, their joins and single policy documents; who may really reach data
// is for the rules that ask the engines.
//
//	report := review.Run(e, data.Rules())
package data

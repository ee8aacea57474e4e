package syntax

// Unmade calls what no template can write, as its name has no "Fn::": a value
// that a step before the deployment makes. The argument says which.
const Unmade = "unmade"

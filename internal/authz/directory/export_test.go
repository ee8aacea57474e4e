package directory

// Takers counts who can take a role, or maybe can, by one request.
func (d *Directory) Takers(role *Principal) int {
	if role.Resource == nil {
		return 0
	}
	return len(d.takers(role))
}

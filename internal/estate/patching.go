package estate

// PatchBaseline says which patches are installed.
type PatchBaseline struct {
	Core
	System  Value[string] // operating system, default "WINDOWS"
	Rules   *Tree
	Patches Items[Text] // approved one by one
	Groups  Items[Text] // patch groups
	Default Value[bool]
}

// MaintenanceWindow is a time at which tasks run.
type MaintenanceWindow struct {
	Core
	Schedule Value[Text]
}

// MaintenanceTask is what runs in a window.
type MaintenanceTask struct {
	Core
	Window  Value[Text]
	Task    Value[Text] // document, function, state machine
	Kind    Value[string]
	Targets *Tree
}

// StateAssociation keeps machines in a state that a document describes.
type StateAssociation struct {
	Core
	Document   Value[Text]
	Schedule   Value[Text]
	Targets    *Tree
	Parameters *Tree
}

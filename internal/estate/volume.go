package estate

// Volume is an EBS volume.
type Volume struct {
	Core
	// Encrypted is false by default, but absent where it is made from a snapshot
	// or another volume, which decides. The account's own default may encrypt
	// all the same.
	Encrypted Value[bool]
	KMSKey    Value[Text] // absent and encrypted: the account's default key
	Snapshot  Value[Text] // or the volume it is a copy of
}

// EBSDefault is EBS encryption by default of an account in a Region.
type EBSDefault struct {
	Core
	Enabled Value[bool]
}

// VolumeAttachment puts a volume into an instance.
type VolumeAttachment struct {
	Core
	Volume   Value[Text]
	Instance Value[Text]
}

package diagram

// Style is what a box looks like: its colours, in light and in dark.
type Style uint8

// The styles: frames from the outside in, then tiles by what they are.
const (
	StyleAccount Style = iota
	StyleRegion
	StylePanel
	StyleVPC
	StyleZone
	StyleTierPublic
	StyleTierApplication
	StyleTierData
	StyleTierOther
	StyleSubnet
	StyleLegend
	StyleOutside
	StyleEdge
	StyleCompute
	StyleStorage
	StyleDatabase
	StyleMessaging
	StyleNetwork
	StyleSecurity
	StyleManagement
	StyleOther
	styleCount
)

// paint are a style's colours: of the ground, the border, and of the title or
// glyph.
type paint struct{ ground, border, ink string }

// look is a style in both schemes.
type look struct {
	class string
	light paint
	dark  paint
}

var looks = [styleCount]look{
	StyleAccount:         {"account", paint{"#ffffff", "#9aa3ad", "#3c4650"}, paint{"#14181d", "#5b6570", "#c3cad2"}},
	StyleRegion:          {"region", paint{"#fafbfc", "#b8c0c8", "#4a5560"}, paint{"#181d23", "#49525c", "#b4bcc5"}},
	StylePanel:           {"panel", paint{"#ffffff", "#d8dde2", "#5a6570"}, paint{"#1c2229", "#3a434d", "#a5aeb8"}},
	StyleVPC:             {"vpc", paint{"#ffffff", "#6f5aa8", "#55428c"}, paint{"#1a1e25", "#8f7cc8", "#b9a9e6"}},
	StyleZone:            {"zone", paint{"#eef1f4", "#eef1f4", "#5a6570"}, paint{"#262d35", "#262d35", "#a5aeb8"}},
	StyleTierPublic:      {"public", paint{"#eef6ee", "#b9d6ba", "#2f6b37"}, paint{"#182a1d", "#2f5237", "#8fcf99"}},
	StyleTierApplication: {"application", paint{"#edf3fb", "#b7cde8", "#2a5a94"}, paint{"#172436", "#2d4a6e", "#8db8ea"}},
	StyleTierData:        {"data", paint{"#f4effa", "#cfc0e3", "#644893"}, paint{"#241d33", "#4b3d68", "#bda6e4"}},
	StyleTierOther:       {"tier", paint{"#f3f4f6", "#cdd3d9", "#4f5964"}, paint{"#20262d", "#414a54", "#aab3bc"}},
	StyleSubnet:          {"subnet", paint{"#ffffff", "#c3cad2", "#36404a"}, paint{"#12161b", "#48515b", "#cdd4db"}},
	StyleLegend:          {"legend", paint{"#fafbfc", "#d8dde2", "#2b333b"}, paint{"#181d23", "#3a434d", "#d3d9df"}},
	StyleOutside:         {"outside", paint{"#f3f4f6", "#8a939d", "#4f5964"}, paint{"#242a31", "#6b7580", "#aab3bc"}},
	StyleEdge:            {"edge", paint{"#ffffff", "#c9bfe3", "#6f5aa8"}, paint{"#1e2229", "#5d5085", "#9d8bd6"}},
	StyleCompute:         {"compute", paint{"#ffffff", "#e8c9a4", "#b8651b"}, paint{"#1e2229", "#70532f", "#e09a52"}},
	StyleStorage:         {"storage", paint{"#ffffff", "#b5d3a7", "#4b7f33"}, paint{"#1e2229", "#476339", "#8bbf72"}},
	StyleDatabase:        {"database", paint{"#ffffff", "#b3c6ea", "#3557a5"}, paint{"#1e2229", "#3f5487", "#86a5ea"}},
	StyleMessaging:       {"messaging", paint{"#ffffff", "#e3b9cf", "#a83a73"}, paint{"#1e2229", "#70405a", "#df86b4"}},
	StyleNetwork:         {"network", paint{"#ffffff", "#c9bfe3", "#6f5aa8"}, paint{"#1e2229", "#5d5085", "#9d8bd6"}},
	StyleSecurity:        {"security", paint{"#ffffff", "#d3c3b4", "#80603f"}, paint{"#1e2229", "#62513f", "#c7a684"}},
	StyleManagement:      {"management", paint{"#ffffff", "#b4d0cf", "#2e7673"}, paint{"#1e2229", "#3a5f5d", "#74bab6"}},
	StyleOther:           {"other", paint{"#ffffff", "#cdd3d9", "#66717c"}, paint{"#1e2229", "#48515b", "#98a2ad"}},
}

// tones are the colours of marks.
var tones = [...]struct{ class, light, dark string }{
	Bad:      {"bad", "#c22f2f", "#ff7a70"},
	Good:     {"good", "#1f7a4d", "#4cc38a"},
	Doubtful: {"doubtful", "#a86400", "#e6a23c"},
	Stopped:  {"stopped", "#67717c", "#9aa5b1"},
}

const (
	inkLight, inkDark     = "#1f262d", "#e6eaee"
	quietLight, quietDark = "#5a6570", "#a0aab4"
	sheetLight, sheetDark = "#ffffff", "#0f1317"
)

package diagram

// Glyph is the small sign on a tile.
type Glyph uint8

// The glyphs.
const (
	GlyphNone Glyph = iota
	GlyphBox
	GlyphServer
	GlyphGroup
	GlyphFunction
	GlyphContainer
	GlyphDatabase
	GlyphCache
	GlyphTable
	GlyphBucket
	GlyphDisk
	GlyphQueue
	GlyphTopic
	GlyphFlow
	GlyphKey
	GlyphLock
	GlyphShield
	GlyphGateway
	GlyphTunnel
	GlyphNAT
	GlyphBalancer
	GlyphEndpoint
	GlyphLink
	GlyphHub
	GlyphGlobe
	GlyphBuilding
	GlyphUser
	GlyphEye
	GlyphLog
	GlyphGear
	GlyphAPI
	glyphCount
)

// glyphPaths are the glyphs as strokes on a square of 24 pixels.
var glyphPaths = [glyphCount]string{
	GlyphBox:       "M6 6h12v12H6zM6 10h12",
	GlyphServer:    "M6 5h12v6H6zM6 13h12v6H6zM9 8h.01M9 16h.01",
	GlyphGroup:     "M5 8h10v11H5zM8 8V5h11v11h-4",
	GlyphFunction:  "M7 5h3l6 14h2M11.5 10L7 19",
	GlyphContainer: "M5 8l7-3 7 3v8l-7 3-7-3zM5 8l7 3 7-3M12 11v8",
	GlyphDatabase:  "M6 7c0-3 12-3 12 0v10c0 3-12 3-12 0zM6 7c0 3 12 3 12 0M6 12c0 3 12 3 12 0",
	GlyphCache:     "M6 7c0-3 12-3 12 0v10c0 3-12 3-12 0zM13 9l-3 4h4l-3 4",
	GlyphTable:     "M5 6h14v12H5zM5 10h14M5 14h14M10 6v12",
	GlyphBucket:    "M5 7c0-2.600 14-2.600 14 0s-14 2.600-14 0l2 10c0 2.500 10 2.500 10 0l2-10",
	GlyphDisk:      "M5 12l3-6h8l3 6v6H5zM5 12h14M16 15h.01",
	GlyphQueue:     "M4 8h4v8H4zM10 8h4v8h-4zM16 8h4v8h-4z",
	GlyphTopic:     "M5 10v4h3l6 4V6l-6 4zM17 9c1.500 2 1.500 4 0 6",
	GlyphFlow:      "M5 5h5v5H5zM14 14h5v5h-5zM7.500 10v6.500H14",
	GlyphKey:       "M5 15a3.500 3.500 0 1 0 7 0 3.500 3.500 0 1 0-7 0zM11 12.500L18 5.500M15 8.500l3 3",
	GlyphLock:      "M6 11h12v8H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
	GlyphShield:    "M12 4l7 2.500v5c0 4-3 7-7 8.500-4-1.500-7-4.500-7-8.500v-5z",
	GlyphGateway:   "M5 19v-8a7 7 0 0 1 14 0v8M12 19V9M9 12l3-3 3 3",
	GlyphTunnel:    "M4 15v-2a8 8 0 0 1 16 0v2M8 15v-2a4 4 0 0 1 8 0v2M4 18h16",
	GlyphNAT:       "M5 9h11M13 6l3 3-3 3M19 15H8M11 12l-3 3 3 3",
	GlyphBalancer:  "M4 12h5M9 12l6-6h4M9 12h10M9 12l6 6h4",
	GlyphEndpoint:  "M4 12h8M9 9l3 3-3 3M15 6h4v12h-4z",
	GlyphLink:      "M4 12a3 3 0 1 0 6 0 3 3 0 1 0-6 0zM14 12a3 3 0 1 0 6 0 3 3 0 1 0-6 0zM10 12h4",
	GlyphHub:       "M9.500 12a2.500 2.500 0 1 0 5 0 2.500 2.500 0 1 0-5 0zM12 9.500V4M12 14.500V20M9.500 12H4M14.500 12H20",
	GlyphGlobe:     "M4 12a8 8 0 1 0 16 0 8 8 0 1 0-16 0zM4 12h16M12 4c4 4.500 4 11.500 0 16c-4-4.500-4-11.500 0-16",
	GlyphBuilding:  "M6 19V5h8v14M14 10h4v9M4 19h16M9 8h2M9 11h2M9 14h2",
	GlyphUser:      "M9 8a3 3 0 1 0 6 0 3 3 0 1 0-6 0zM5.500 19c0-7 13-7 13 0",
	GlyphEye:       "M3.500 12c4-6.500 13-6.500 17 0-4 6.500-13 6.500-17 0zM10 12a2 2 0 1 0 4 0 2 2 0 1 0-4 0z",
	GlyphLog:       "M7 4h10v16H7zM10 8h4M10 12h4M10 16h4",
	GlyphGear:      "M9 12a3 3 0 1 0 6 0 3 3 0 1 0-6 0zM12 4.500V7M12 17v2.500M4.500 12H7M17 12h2.500M6.700 6.700l1.800 1.800M15.500 15.500l1.800 1.800M17.300 6.700l-1.800 1.800M8.500 15.500l-1.800 1.800",
	GlyphAPI:       "M9 6l-5 6 5 6M15 6l5 6-5 6",
}

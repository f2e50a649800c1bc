"""Make the font for formulas, `course-math.woff2`, from STIX Two Math.

    python -m pip install "fonttools[woff]"
    python -m optlearn.publish.fonts.make STIXTwoMath-Regular.ttf

The course's formulas need a tenth of its characters, and it needs one change: Chromium leaves room
beside every root for the widest root sign that the font has, and the tall ones of STIX are half
again as wide as the small one. Here all are equally wide. The licence is in `OFL.txt`.
"""

import sys
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen

FILE = Path(__file__).parent / "course-math.woff2"
NAME = "Course Math"
ROOT = 0x221A

#: Latin, Greek, accents, arrows, operators, relations, brackets, and the italic, bold and
#: double-struck letters that MathML turns letters into.
CHARACTERS = (
    "20-7E A0 AC B1 B7 D7 F7 2C6 2DC 300-338 391-3A9 3B1-3C9 3D1 3D5 3F1 3F5 2010-2014 2016 "
    "2018-201D 2026 2032-2034 203E 2061-2064 20D6 20D7 210E 2113 211D 2190-2195 21D0-21D4 "
    "2200-2213 2217-221E 2223-222B 2234 2235 223C 2243 2245 2248 2260-2265 226A 226B 2282-2287 "
    "2295-2299 22A4 22A5 22C0 22C1 22C5 22EE-22F1 2308-230B 23B4 23B5 23DC-23E1 27E8-27EB "
    "2A7D 2A7E 1D400-1D467 1D538-1D56B 1D6A8-1D71B 1D7CE-1D7D7"
)


def characters() -> list[int]:
    """Code points of all characters to keep."""
    kept: list[int] = []
    for part in CHARACTERS.split():
        first, _, last = part.partition("-")
        kept += range(int(first, 16), int(last or first, 16) + 1)
    return kept


def squeeze_roots(font: Any) -> None:
    """Make every tall root sign as wide as the small one."""
    small = font.getBestCmap()[ROOT]
    variants = font["MATH"].table.MathVariants
    tall = variants.VertGlyphConstruction[variants.VertGlyphCoverage.glyphs.index(small)]
    names = {record.VariantGlyph for record in tall.MathGlyphVariantRecord}
    names |= {part.glyph for part in tall.GlyphAssembly.PartRecords}
    width = font["hmtx"][small][0]
    for name in names - {small}:
        share = width / font["hmtx"][name][0]
        recorded = DecomposingRecordingPen(font.getGlyphSet())
        font.getGlyphSet()[name].draw(recorded)
        pen = TTGlyphPen(None)
        recorded.replay(TransformPen(pen, (share, 0, 0, 1, 0, 0)))
        glyph = pen.glyph()
        glyph.recalcBounds(font["glyf"])
        font["glyf"][name] = glyph
        font["hmtx"][name] = (width, glyph.xMin)


def make(source: Path) -> None:
    """Write the font."""
    options = subset.Options(layout_features=["ssty", "dtls", "flac"], hinting=False)
    font = subset.load_font(str(source), options)
    squeeze_roots(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = NAME.replace(" ", "") if record.nameID == 6 else NAME
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(FILE)


if __name__ == "__main__":
    make(Path(sys.argv[1]))

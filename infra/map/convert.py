#!/usr/bin/env python3
"""Makes the two place files from the municipality outlines of the Japan Meteorological Agency.

usage: convert.py SOURCE_DIR GAZETTEER_OUT GEOJSON_OUT

SOURCE_DIR holds landslides_0.json.zip ... landslides_9.json.zip.
"""

import collections
import json
import pathlib
import re
import sys
import zipfile

PREFECTURES = """
北海道 Hokkaido|青森県 Aomori|岩手県 Iwate|宮城県 Miyagi|秋田県 Akita|山形県 Yamagata|福島県 Fukushima
茨城県 Ibaraki|栃木県 Tochigi|群馬県 Gunma|埼玉県 Saitama|千葉県 Chiba|東京都 Tokyo|神奈川県 Kanagawa
新潟県 Niigata|富山県 Toyama|石川県 Ishikawa|福井県 Fukui|山梨県 Yamanashi|長野県 Nagano|岐阜県 Gifu
静岡県 Shizuoka|愛知県 Aichi|三重県 Mie|滋賀県 Shiga|京都府 Kyoto|大阪府 Osaka|兵庫県 Hyogo
奈良県 Nara|和歌山県 Wakayama|鳥取県 Tottori|島根県 Shimane|岡山県 Okayama|広島県 Hiroshima|山口県 Yamaguchi
徳島県 Tokushima|香川県 Kagawa|愛媛県 Ehime|高知県 Kochi|福岡県 Fukuoka|佐賀県 Saga|長崎県 Nagasaki
熊本県 Kumamoto|大分県 Oita|宮崎県 Miyazaki|鹿児島県 Kagoshima|沖縄県 Okinawa
"""
PREFECTURE = [p.split(" ") for p in PREFECTURES.strip().replace("\n", "|").split("|")]

MAGIC = b"genba-places-1\n"
# The source has four decimals, so whole ten-thousandths of a degree (about 10 m) lose nothing.
STEPS_PER_DEGREE = 10_000


def read_source(folder):
    """Every municipality code with its parts: the Agency cuts some municipalities for its warnings."""
    parts = collections.defaultdict(list)
    for archive in sorted(folder.glob("landslides_*.json.zip")):
        with zipfile.ZipFile(archive) as opened:
            for feature in json.loads(opened.read(opened.namelist()[0]))["features"]:
                parts[feature["properties"]["code"][:5]].append(feature)
    if len(parts) < 1700:
        sys.exit(f"{folder}: {len(parts)} municipalities found, about 1,760 expected")
    return parts


def whole_name(features):
    """The name of the whole municipality behind the names of its parts."""
    names = [f["properties"]["name"] for f in features]
    if len(names) == 1:
        return names[0]
    common = names[0]
    while not all(n.startswith(common) for n in names):
        common = common[:-1]
    return re.match(r".*[市区町村]", common).group(0)


def whole_name_en(features):
    names = [f["properties"]["enName"] for f in features]
    if len(names) == 1:
        return names[0]
    plain = {
        re.sub(r"^(Eastern|Western|Northern|Southern) ", "", re.sub(r" \(.*\)$", "", n).split(", ")[-1])
        for n in names
    }
    assert len(plain) == 1, names
    return plain.pop()


def polygons(features):
    return [polygon for f in features for polygon in f["geometry"]["coordinates"]]


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def zigzag(value):
    return varint(value * 2 if value >= 0 else -value * 2 - 1)


def text(value):
    encoded = value.encode()
    return varint(len(encoded)) + encoded


def ring_bytes(ring, last):
    """Differences from point to point; the closing point is left out."""
    points = [tuple(round(c * STEPS_PER_DEGREE) for c in p[:2]) for p in ring]
    points = points[:-1] if points[0] == points[-1] else points
    out = bytearray(varint(len(points)))
    for point in points:
        out += zigzag(point[0] - last[0]) + zigzag(point[1] - last[1])
        last[:] = point
    return out


def write_gazetteer(parts, path):
    # The Northern Territories come as one outline without municipality codes: on the map, not looked up.
    codes = sorted(c for c in parts if c.isdigit())
    out = bytearray(MAGIC + varint(len(codes)))
    last = [0, 0]
    for code in codes:
        name_ja, name_en = PREFECTURE[int(code[:2]) - 1]
        out += text(code) + text(name_ja + whole_name(parts[code]))
        out += text(f"{whole_name_en(parts[code])}, {name_en}")
        shapes = polygons(parts[code])
        out += varint(len(shapes))
        for rings in shapes:
            out += varint(len(rings))
            for ring in rings:
                out += ring_bytes(ring, last)
    path.write_bytes(out)


def write_geojson(parts, path):
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": whole_name(f), "enName": whole_name_en(f)},
            "geometry": {"type": "MultiPolygon", "coordinates": polygons(f)},
        }
        for code, f in sorted(parts.items())
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False))


def main():
    source, gazetteer, geojson = map(pathlib.Path, sys.argv[1:4])
    parts = read_source(source)
    write_gazetteer(parts, gazetteer)
    write_geojson(parts, geojson)


if __name__ == "__main__":
    main()

import jsqr from "jsqr";
import { expect, it } from "vitest";
import { qrOf, type Qr } from "./qr.ts";

const URL = "https://genba.example.jp/s/#8Kq2ZrT0vWxYbNcMdLeF1g";
const SCALE = 6;

/** Draws the path as a printer would, into RGBA. */
function drawn({ size, path }: Qr, spoil: (x: number, y: number) => boolean = () => false) {
  const side = size * SCALE;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row++)
      for (let column = Number(x) * SCALE; column < (Number(x) + Number(length)) * SCALE; column++)
        if (!spoil(column / side, row / side)) pixels.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
  }
  return { pixels, side };
}

const read = ({ pixels, side }: ReturnType<typeof drawn>) => jsqr(pixels, side, side)?.data;

it("reads back as the address it was made of", () => {
  expect(read(drawn(qrOf(URL)))).toBe(URL);
});

it("still reads with a stain on it", () => {
  const stain = (x: number, y: number) => (x - 0.55) ** 2 + (y - 0.55) ** 2 < 0.006;
  expect(read(drawn(qrOf(URL), stain))).toBe(URL);
});

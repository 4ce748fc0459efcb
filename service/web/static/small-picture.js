// A picture chosen on this device, made as small as it can be shown before it is sent.

const LONGEST = 2_400; // points of a side: more than a screen shows
const HEAVIEST = 3_500_000; // bytes, below what the service takes

/** The picture turned upright and no larger than a screen can show. @param {File} file @returns {Promise<Blob>} */
export async function small(file) {
  if (!['image/png', 'image/jpeg'].includes(file.type)) throw new TypeError('no picture');
  const bitmap = await createImageBitmap(file, {imageOrientation: 'from-image'});
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  // Paper is white, also where a drawing has nothing.
  brush.fillStyle = '#fff';
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const made = await blob(canvas, file.type);
  return made.size <= HEAVIEST ? made : blob(canvas, 'image/jpeg');
}

/** @param {HTMLCanvasElement} canvas @param {string} type @returns {Promise<Blob>} */
const blob = (canvas, type) => new Promise((done, failed) => {
  canvas.toBlob((made) => (made ? done(made) : failed(new TypeError('no picture'))), type, 0.85);
});

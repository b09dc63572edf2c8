//! HEIC and AVIF by libheif, which applies the file's own rotation and mirroring.
//! The declarations below follow `libheif/heif.h` 1.15 and are the only foreign ones of this program.
#![allow(unsafe_code)] // A C library without a Rust binding for Debian's version.

use std::ffi::{c_char, c_int, c_void};
use std::ptr::{self, NonNull};

use ffmpeg_next::format::Pixel;
use ffmpeg_next::frame::Video;

use crate::failure::Refusal;
use crate::limits;
use crate::picture::check_size;
use crate::pixels::new_frame;

pub fn decode(bytes: &[u8]) -> Result<Video, Refusal> {
    let context = Context::read(bytes)?;
    let handle = context.primary()?;
    let (width, height) = handle.size();
    check_size(width, height)?;
    handle.decode()?.to_frame()
}

#[repr(C)]
struct Error {
    code: c_int,
    subcode: c_int,
    message: *const c_char,
}

impl Error {
    fn ok(&self) -> Result<(), Refusal> {
        match self.code {
            0 => Ok(()),
            UNSUPPORTED_FILE_TYPE | UNSUPPORTED_FEATURE => Err(Refusal::NotSupported),
            MEMORY_ALLOCATION => Err(Refusal::TooLarge),
            _ => Err(Refusal::Damaged),
        }
    }
}

const UNSUPPORTED_FILE_TYPE: c_int = 3;
const UNSUPPORTED_FEATURE: c_int = 4;
const MEMORY_ALLOCATION: c_int = 6;
const COLOURSPACE_RGB: c_int = 1;
const CHROMA_INTERLEAVED_RGB: c_int = 10;
const CHANNEL_INTERLEAVED: c_int = 10;

#[rustfmt::skip]
unsafe extern "C" {
    fn heif_context_alloc() -> *mut c_void;
    fn heif_context_free(context: *mut c_void);
    fn heif_context_set_maximum_image_size_limit(context: *mut c_void, width: c_int);
    fn heif_context_set_max_decoding_threads(context: *mut c_void, threads: c_int);
    fn heif_context_read_from_memory_without_copy(context: *mut c_void, bytes: *const c_void, size: usize, options: *const c_void) -> Error;
    fn heif_context_get_primary_image_handle(context: *mut c_void, handle: *mut *mut c_void) -> Error;
    fn heif_image_handle_release(handle: *const c_void);
    fn heif_image_handle_get_width(handle: *const c_void) -> c_int;
    fn heif_image_handle_get_height(handle: *const c_void) -> c_int;
    fn heif_decode_image(handle: *const c_void, image: *mut *mut c_void, colourspace: c_int, chroma: c_int, options: *const c_void) -> Error;
    fn heif_image_get_width(image: *const c_void, channel: c_int) -> c_int;
    fn heif_image_get_height(image: *const c_void, channel: c_int) -> c_int;
    fn heif_image_get_plane_readonly(image: *const c_void, channel: c_int, stride: *mut c_int) -> *const u8;
    fn heif_image_release(image: *const c_void);
}

/// A file read from memory that outlives it.
struct Context<'a> {
    pointer: NonNull<c_void>,
    _bytes: &'a [u8],
}

impl<'a> Context<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Refusal> {
        // SAFETY: the context is freed by `drop`; the bytes live as long as it does.
        unsafe {
            let pointer = NonNull::new(heif_context_alloc()).ok_or(Refusal::TooLarge)?;
            let context = Self {
                pointer,
                _bytes: bytes,
            };
            heif_context_set_maximum_image_size_limit(
                pointer.as_ptr(),
                limits::STILL_SIDE_PX_MAX.cast_signed(),
            );
            heif_context_set_max_decoding_threads(pointer.as_ptr(), 0);
            let data = bytes.as_ptr().cast();
            heif_context_read_from_memory_without_copy(
                pointer.as_ptr(),
                data,
                bytes.len(),
                ptr::null(),
            )
            .ok()?;
            Ok(context)
        }
    }

    fn primary(&self) -> Result<Handle<'_>, Refusal> {
        let mut pointer = ptr::null_mut();
        // SAFETY: the context is alive and `pointer` is a place for one pointer.
        unsafe {
            heif_context_get_primary_image_handle(self.pointer.as_ptr(), &raw mut pointer).ok()?
        };
        Ok(Handle {
            pointer: NonNull::new(pointer).ok_or(Refusal::Damaged)?,
            _context: self,
        })
    }
}

impl Drop for Context<'_> {
    fn drop(&mut self) {
        // SAFETY: allocated by `read` and freed once.
        unsafe { heif_context_free(self.pointer.as_ptr()) }
    }
}

struct Handle<'a> {
    pointer: NonNull<c_void>,
    _context: &'a Context<'a>,
}

impl Handle<'_> {
    fn size(&self) -> (u32, u32) {
        // SAFETY: the handle is alive.
        let (width, height) = unsafe {
            (
                heif_image_handle_get_width(self.pointer.as_ptr()),
                heif_image_handle_get_height(self.pointer.as_ptr()),
            )
        };
        (
            u32::try_from(width).unwrap_or(0),
            u32::try_from(height).unwrap_or(0),
        )
    }

    fn decode(&self) -> Result<Image, Refusal> {
        let mut pointer = ptr::null_mut();
        let handle = self.pointer.as_ptr();
        // SAFETY: the handle is alive and `pointer` is a place for one pointer.
        unsafe {
            let (space, chroma) = (COLOURSPACE_RGB, CHROMA_INTERLEAVED_RGB);
            heif_decode_image(handle, &raw mut pointer, space, chroma, ptr::null()).ok()?;
        }
        Ok(Image {
            pointer: NonNull::new(pointer).ok_or(Refusal::Damaged)?,
        })
    }
}

impl Drop for Handle<'_> {
    fn drop(&mut self) {
        // SAFETY: obtained by `primary` and released once.
        unsafe { heif_image_handle_release(self.pointer.as_ptr()) }
    }
}

struct Image {
    pointer: NonNull<c_void>,
}

impl Image {
    /// The turned picture can be larger than its handle said, so its size is checked again.
    fn to_frame(&self) -> Result<Video, Refusal> {
        let pointer = self.pointer.as_ptr();
        let mut stride = 0;
        // SAFETY: the image is alive and `stride` is a place for one number.
        let (width, height, plane) = unsafe {
            (
                heif_image_get_width(pointer, CHANNEL_INTERLEAVED),
                heif_image_get_height(pointer, CHANNEL_INTERLEAVED),
                heif_image_get_plane_readonly(pointer, CHANNEL_INTERLEAVED, &raw mut stride),
            )
        };
        let (width, height) = (
            u32::try_from(width).unwrap_or(0),
            u32::try_from(height).unwrap_or(0),
        );
        check_size(width, height)?;
        let (row_bytes, stride) = (width as usize * 3, usize::try_from(stride).unwrap_or(0));
        if plane.is_null() || stride < row_bytes {
            return Err(Refusal::Damaged);
        }
        let mut frame = new_frame(Pixel::RGB24, width, height)?;
        let to_stride = frame.stride(0);
        for (y, row) in frame
            .data_mut(0)
            .chunks_mut(to_stride)
            .take(height as usize)
            .enumerate()
        {
            // SAFETY: the library keeps `height` rows of `stride` bytes, of which `row_bytes` hold pixels.
            let from = unsafe { std::slice::from_raw_parts(plane.add(y * stride), row_bytes) };
            row[..row_bytes].copy_from_slice(from);
        }
        Ok(frame)
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        // SAFETY: obtained by `decode` and released once.
        unsafe { heif_image_release(self.pointer.as_ptr()) }
    }
}

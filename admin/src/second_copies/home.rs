//! What was lost here comes back. It is sealed, and is read as ever afterwards.

use std::{io, path::Path};

use objects::{Object, ObjectError};
use protocol::id::{FileId, ReportId};
use sea_orm::prelude::Uuid;

use super::Copies;

impl Copies {
    /// Brings a file to its place; false where the store does not have it either. Blocks, on a
    /// thread that may.
    pub(crate) fn bring_file(&self, owner: Uuid, file: FileId, to: &Path) -> io::Result<bool> {
        let found = self.runtime.block_on(async {
            let name = objects::file(owner, file);
            let Some(bytes) = self.objects.size(&name).await? else {
                return Ok(false);
            };
            self.objects.fetch(&[Object { name, bytes }], to).await?;
            tracing::warn!(%owner, %file, "a lost file came back from its copy");
            Ok::<_, ObjectError>(true)
        });
        found.map_err(io::Error::other)
    }

    /// Brings the journals of a report that are not in their folder, or not as far as their copies
    /// go. A store that is away is told by itself; what is here is read then.
    pub async fn bring_journals(&self, folder: &Path, report: ReportId) {
        if let Err(error) = self.try_journals(folder, report).await {
            tracing::warn!(%report, %error, "whether journals were lost is not known");
        }
    }

    async fn try_journals(&self, folder: &Path, report: ReportId) -> Result<(), ObjectError> {
        for (file, pieces) in self.objects.journals(report).await? {
            let name = format!("{}.journal", admin_core::trail::hex(&file));
            let path = folder.join(report.to_string()).join(name);
            let here = path.metadata().map_or(0, |metadata| metadata.len());
            if here < pieces.bytes {
                self.objects.fetch(&pieces.objects, &path).await?;
                tracing::warn!(path = %path.display(), "a lost journal came back from its copy");
            }
        }
        Ok(())
    }
}

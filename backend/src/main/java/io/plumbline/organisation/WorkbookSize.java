package io.plumbline.organisation;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/**
 * Refuses a workbook that inflates to more than its rows can need, before anything is built from it. The entries are
 * inflated by the library that the workbook reader uses and counted, because the sizes a zip file declares may be lies.
 */
final class WorkbookSize {
    private static final int MOST_ENTRIES = 1_000;

    private WorkbookSize() {}

    static void check(byte[] file, long limit) {
        if (file.length < 4 || file[0] != 'P' || file[1] != 'K') {
            throw Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "This file is no XLSX workbook.");
        }
        byte[] buffer = new byte[64 * 1024];
        long inflated = 0;
        int entries = 0;
        boolean workbook = false;
        try (SeekableInMemoryByteChannel channel = new SeekableInMemoryByteChannel(file);
                ZipFile zip = ZipFile.builder().setSeekableByteChannel(channel).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                workbook |= entry.getName().equals("[Content_Types].xml");
                if (++entries > MOST_ENTRIES) {
                    throw tooLarge(limit);
                }
                try (InputStream content = zip.getInputStream(entry)) {
                    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                        inflated += read;
                        if (inflated > limit) {
                            throw tooLarge(limit);
                        }
                    }
                }
            }
        } catch (IOException malformed) {
            throw Problem.of(ProblemType.VALIDATION, "The workbook cannot be read.", malformed);
        }
        if (!workbook) {
            throw Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "This file is no XLSX workbook.");
        }
    }

    private static Problem tooLarge(long limit) {
        return Problem.tooLarge(
                "workbookBytes", limit, "bytes", "The workbook inflates to more than " + limit + " bytes.");
    }
}

package io.plumbline.media;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Verified files in a directory, one directory for each organisation, named by their content. A file is written aside,
 * synced, and moved to its name in one step, so a name never stands for half a file.
 */
@ApplicationScoped
class BlobStore {
    private final Path directory;

    @Inject
    BlobStore(MediaConfig config) {
        this.directory = config.directory().toAbsolutePath();
    }

    /** Where the bytes of an unfinished upload are. */
    Path upload(UUID organisationId, UUID uploadId) {
        Path parent = directory.resolve("uploads").resolve(organisationId.toString());
        return made(parent).resolve(uploadId.toString());
    }

    /** Takes a synced file under its content's name. The same content again replaces it by itself. */
    void adopt(UUID organisationId, String sha256, Path file) {
        try {
            Path target = path(organisationId, sha256);
            made(parentOf(target));
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel parent = FileChannel.open(parentOf(target), StandardOpenOption.READ)) {
                parent.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InputStream open(UUID organisationId, String sha256) {
        try {
            return Files.newInputStream(path(organisationId, sha256));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path path(UUID organisationId, String sha256) {
        return directory
                .resolve("blobs")
                .resolve(organisationId.toString())
                .resolve(sha256.substring(0, 2))
                .resolve(sha256);
    }

    private static Path parentOf(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalStateException("no parent: " + file);
        }
        return parent;
    }

    private static Path made(Path parent) {
        try {
            return Files.createDirectories(parent);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

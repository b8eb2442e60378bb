package io.plumbline.sync.device.storage;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * What a {@link LogStorage} needs of a file system. Bytes that were appended but not yet forced may be gone, whole or
 * in part, after a kill; everything else is there.
 */
public interface Disk {
    /** The whole log, empty at first. */
    byte[] readLog() throws IOException;

    /** Appends to the log. */
    void append(byte[] bytes) throws IOException;

    /** Forces what was appended to the disk. */
    void force() throws IOException;

    /** Cuts the log to this length: what was torn goes. */
    void truncate(long length) throws IOException;

    /** Puts another log in the place of the present one: after a kill it is the old or the new. */
    void replaceLog(byte[] bytes) throws IOException;

    /** Writes a file: after a kill it is there whole or not at all. */
    void writeFile(String name, byte[] bytes) throws IOException;

    /** A file's bytes. */
    Optional<byte[]> readFile(String name) throws IOException;

    /** Removes a file, if it is there. */
    void deleteFile(String name) throws IOException;

    /** Names of the files, without the log. */
    Set<String> files() throws IOException;
}

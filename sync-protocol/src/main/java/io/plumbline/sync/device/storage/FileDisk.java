package io.plumbline.sync.device.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder of a real file system: {@code device.log} and the files beside it. One process at a time. */
public final class FileDisk implements Disk, AutoCloseable {
    private static final String LOG = "device.log";
    private static final String UNFINISHED = ".part";

    private final Path folder;
    private FileChannel log;

    /** Opens the folder and makes it when it is not there. */
    public FileDisk(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.log = openLog();
    }

    @Override
    public byte[] readLog() throws IOException {
        return Files.readAllBytes(folder.resolve(LOG));
    }

    @Override
    public void append(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        log.position(log.size());
        while (buffer.hasRemaining()) {
            log.write(buffer);
        }
    }

    @Override
    public void force() throws IOException {
        log.force(false);
    }

    @Override
    public void truncate(long length) throws IOException {
        log.truncate(length);
        log.force(true);
    }

    @Override
    public void replaceLog(byte[] bytes) throws IOException {
        put(LOG, bytes);
        log.close();
        log = openLog();
    }

    @Override
    public void writeFile(String name, byte[] bytes) throws IOException {
        put(name, bytes);
    }

    @Override
    public Optional<byte[]> readFile(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }

    @Override
    public void deleteFile(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public Set<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> !name.equals(LOG) && !name.endsWith(UNFINISHED))
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    @Override
    public void close() throws IOException {
        log.close();
    }

    /** Written beside, forced, then put in place by a rename, and the folder forced: a rename is not durable before. */
    private void put(String name, byte[] bytes) throws IOException {
        Path unfinished = folder.resolve(name + UNFINISHED);
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(
                unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder();
    }

    private void forceFolder() throws IOException {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            return; // a folder cannot be opened there, and a rename is written through
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private FileChannel openLog() throws IOException {
        return FileChannel.open(
                folder.resolve(LOG), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}

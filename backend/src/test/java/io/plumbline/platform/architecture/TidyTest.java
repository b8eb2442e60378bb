package io.plumbline.platform.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import io.plumbline.platform.testing.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Walks the tree and holds what no compiler does. */
@Tag("check")
class TidyTest {
    private static final Path ROOT = Repository.root();

    private static final Set<String> TOP_LEVEL = Set.of(
            "backend", "sync-protocol", "docs", "pom.xml", "mvnw", "mvnw.cmd", "README.md", "CHANGELOG.md", "LICENSE");

    /** Made by builds and by running, never committed. */
    private static final Set<String> NOT_OURS =
            Set.of("target", "node_modules", "dist", "data", ".git", "test-results", "playwright-report");

    private static final Set<String> TEXT = Set.of(
            "java", "ts", "vue", "mjs", "js", "sql", "xml", "properties", "json", "md", "css", "html", "yaml", "");

    private static final int LINE_LENGTH = 120;
    private static final int FILE_LINES = 500;
    private static final int METHOD_LINES = 70;

    private static final List<Path> FILES = files();

    @Test
    void hasNothingElseAtTheTop() throws IOException {
        try (Stream<Path> top = Files.list(ROOT)) {
            assertThat(top.map(path -> path.getFileName().toString())
                            .filter(name -> !name.startsWith(".") && !NOT_OURS.contains(name)))
                    .isSubsetOf(TOP_LEVEL);
        }
    }

    @Test
    void keepsLinesShort() {
        assertThat(lines(isOneOf("java", "ts", "vue", "mjs", "sql"), line -> line.length() > LINE_LENGTH))
                .isEmpty();
    }

    @Test
    void keepsFilesSmall() {
        assertThat(FILES.stream()
                        .filter(isOneOf("java", "ts", "vue", "mjs"))
                        .filter(file -> read(file).lines().count() > FILE_LINES)
                        .map(TidyTest::name))
                .isEmpty();
    }

    @Test
    void keepsMethodsShort() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> tooLong = new ArrayList<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    manager,
                    diagnostic -> {},
                    List.of("-proc:none"),
                    null,
                    manager.getJavaFileObjectsFromPaths(
                            FILES.stream().filter(isOneOf("java")).toList()));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                collectLongMethods(unit, positions, tooLong);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void prefersTheLog() {
        assertThat(lines(isOneOf("java"), line -> line.contains("System." + "out")))
                .isEmpty();
    }

    @Test
    void namesTheOwnerOfWhatIsLeftToDo() {
        Pattern anonymous = Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b(?!\\([\\w-]+\\))");
        assertThat(lines(
                        isOneOf("java", "ts", "vue", "mjs", "sql", "xml", "properties"),
                        line -> anonymous.matcher(line).find()))
                .isEmpty();
    }

    @Test
    void namesNoPackageRegistry() {
        // Written in parts, or this file would name them.
        Pattern registry = Pattern.compile("repo\\d?\\.(maven\\.apa" + "che|maven)\\.org|registry\\.(npm" + "js|npm"
                + "mirror|yarn" + "pkg)\\.(org|com)|maven\\.ali" + "yun|central\\.sona" + "type");
        assertThat(lines(file -> TEXT.contains(extension(file)), line -> registry.matcher(line)
                        .find()))
                .isEmpty();
    }

    @Test
    void resolvesEveryLinkOfItsDocuments() {
        Pattern link = Pattern.compile("\\]\\((?!https?:|mailto:|#)([^)#\\s]+)[^)]*\\)");
        List<String> broken = new ArrayList<>();
        for (Path file : FILES.stream().filter(isOneOf("md")).toList()) {
            Matcher matcher =
                    link.matcher(read(file).replaceAll("(?s)```.*?```", "").replaceAll("`[^`\n]*`", ""));
            while (matcher.find()) {
                if (!Files.exists(file.resolveSibling(matcher.group(1)))) {
                    broken.add(name(file) + " -> " + matcher.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @SuppressWarnings("VoidUsed") // the scanner's own type for "nothing"
    private static void collectLongMethods(CompilationUnitTree unit, SourcePositions positions, List<String> tooLong) {
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitMethod(MethodTree method, Void nothing) {
                if (method.getBody() != null) {
                    long first = line(positions.getStartPosition(unit, method.getBody()));
                    long last = line(positions.getEndPosition(unit, method.getBody()));
                    if (last - first + 1 > METHOD_LINES) {
                        tooLong.add(
                                unit.getSourceFile().getName() + " " + method.getName() + ": " + (last - first + 1));
                    }
                }
                return super.visitMethod(method, nothing);
            }

            private long line(long position) {
                return position < 0 ? 0 : unit.getLineMap().getLineNumber(position);
            }
        }.scan(unit, null);
    }

    private static List<String> lines(Predicate<Path> which, Predicate<String> bad) {
        List<String> found = new ArrayList<>();
        FILES.stream().filter(which).forEach(file -> {
            List<String> lines = read(file).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                if (bad.test(lines.get(i))) {
                    found.add(name(file) + ":" + (i + 1));
                }
            }
        });
        return found;
    }

    private static Predicate<Path> isOneOf(String... extensions) {
        return file -> List.of(extensions).contains(extension(file));
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? "" : name.substring(dot + 1);
    }

    private static String name(Path file) {
        return ROOT.relativize(file).toString();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new IllegalStateException(name(file) + " is no UTF-8 text", failure);
        }
    }

    private static List<Path> files() {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return NOT_OURS.contains(folder.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (TEXT.contains(extension(file))
                            && !NOT_OURS.contains(file.getFileName().toString())) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
        return List.copyOf(files);
    }
}

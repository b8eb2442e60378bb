package io.plumbline.demo.plan;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The words the demo is made of: the city's districts and towns with their streets, and phrases by kind. */
final class Sources {
    /** One of the city's 23 districts and towns. */
    record Town(
            String code,
            String town,
            String branch,
            String centre,
            BigDecimal latitude,
            BigDecimal longitude,
            int ownStores,
            int franchiseStores,
            int teams,
            List<String> streets) {}

    private static final String ALTERNATIVES = "\\|";

    private final List<Town> towns;
    private final Map<String, List<String>> phrases = new HashMap<>();

    private Sources() {
        towns = read("/demo/towns.csv").stream().map(Sources::town).toList();
        for (NamedCsvRecord row : read("/demo/phrases.csv")) {
            phrases.put(row.getField("kind"), List.of(row.getField("text").split(ALTERNATIVES, -1)));
        }
    }

    private static final class Holder {
        private static final Sources INSTANCE = new Sources();
    }

    static Sources get() {
        return Holder.INSTANCE;
    }

    List<Town> towns() {
        return towns;
    }

    /** The phrases for this item, or those of the kind in general. */
    Optional<List<String>> findPhrases(String kind, String item) {
        return Optional.ofNullable(phrases.get(kind + "/" + item)).or(() -> Optional.ofNullable(phrases.get(kind)));
    }

    List<String> phrases(String kind) {
        return Objects.requireNonNull(phrases.get(kind), kind);
    }

    private static Town town(NamedCsvRecord row) {
        return new Town(
                row.getField("code"),
                row.getField("town"),
                row.getField("branch"),
                row.getField("centre"),
                new BigDecimal(row.getField("latitude")),
                new BigDecimal(row.getField("longitude")),
                Integer.parseInt(row.getField("own")),
                Integer.parseInt(row.getField("franchise")),
                Integer.parseInt(row.getField("teams")),
                List.of(row.getField("streets").split(ALTERNATIVES, -1)));
    }

    private static List<NamedCsvRecord> read(String resource) {
        try (InputStream bytes = Objects.requireNonNull(Sources.class.getResourceAsStream(resource), resource)) {
            String text = new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
            try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(text)) {
                return reader.stream().toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

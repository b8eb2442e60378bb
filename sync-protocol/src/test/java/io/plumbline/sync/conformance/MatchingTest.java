package io.plumbline.sync.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchingTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a': 1}                          | {'a': 1, 'b': 2}",
                "{'a': '$uuid'}                    | {'a': '01931a2b-0000-7000-8000-000000000001'}",
                "{'a': '$absent'}                  | {'b': 1}",
                "{'a': {'$contains': [{'b': 1}]}}  | {'a': [{'b': 2}, {'b': 1, 'c': 3}]}",
                "{'a': {'$without': [{'b': 1}]}}   | {'a': [{'b': 2}]}",
                "{'a': {'$not': 'x'}}              | {'a': 'y'}",
                "{'a': {'$count': 2}}              | {'a': [1, 2]}",
                "{'a': {'$atLeast': 2}}            | {'a': 3}",
                "{'a': 1.0}                        | {'a': 1}",
                "[]                                | []",
            })
    void takesWhatIsAsExpected(String expected, String got) throws JsonProcessingException {
        assertThat(Matching.difference(json(expected), json(got))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a': 1}                          | {'a': 2}",
                "{'a': 1}                          | {'b': 1}",
                "{'a': null}                       | {}",
                "{'a': '$uuid'}                    | {'a': 'x'}",
                "{'a': '$unheard'}                 | {'a': 'x'}",
                "{'a': '$absent'}                  | {'a': null}",
                "{'a': [1]}                        | {'a': [1, 2]}",
                "{'a': []}                         | {}",
                "{'a': {'$contains': [{'b': 1}]}}  | {'a': [{'b': 2}]}",
                "{'a': {'$contains': [{'b': 1}]}}  | {}",
                "{'a': {'$without': [{'b': 1}]}}   | {'a': [{'b': 1}]}",
                "{'a': {'$not': 'x'}}              | {'a': 'x'}",
                "{'a': {'$count': 2}}              | {'a': [1]}",
                "{'a': {'$atLeast': 2}}            | {'a': 1}",
            })
    void findsWhatIsOtherwise(String expected, String got) throws JsonProcessingException {
        assertThat(Matching.difference(json(expected), json(got))).isPresent();
    }

    @Test
    void saysWhere() throws JsonProcessingException {
        assertThat(Matching.difference(json("{'a': [{'b': 1}]}"), json("{'a': [{'b': 2}]}")))
                .contains("/a/0/b should be 1 and is 2");
    }

    private static com.fasterxml.jackson.databind.JsonNode json(String text) throws JsonProcessingException {
        return Json.MAPPER.readTree(text.replace('\'', '"'));
    }
}

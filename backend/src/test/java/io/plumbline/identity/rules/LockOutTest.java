package io.plumbline.identity.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockOutTest {
    @ParameterizedTest
    @CsvSource({"0,0", "4,0", "5,1", "6,2", "7,4", "8,8", "9,15", "10,15", "1000000,15"})
    void restsLongerWithEachWrongPasswordUpToAQuarterOfAnHour(int failures, int minutes) {
        assertThat(LockOut.after(failures)).isEqualTo(Duration.ofMinutes(minutes));
    }
}

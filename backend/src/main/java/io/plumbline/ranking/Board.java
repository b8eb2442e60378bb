package io.plumbline.ranking;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.fieldwork.ProgrammeKind;
import io.plumbline.organisation.StoreKind;
import io.plumbline.organisation.UnitType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is ranked (RNK-1).
 *
 * @param name in zh-CN and perhaps en
 * @param unitType which units; null exactly for boards of staff
 * @param storeKind narrows a board of stores to own or franchise ones
 * @param minimumSample fewer responses than this are not ranked (RNK-3)
 */
public record Board(
        UUID id,
        String code,
        JsonNode name,
        SubjectType subjectType,
        @Nullable UnitType unitType,
        @Nullable StoreKind storeKind,
        ProgrammeKind programmeKind,
        int minimumSample,
        int topN,
        int bottomN) {}

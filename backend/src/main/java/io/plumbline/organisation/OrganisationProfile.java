package io.plumbline.organisation;

import java.time.ZoneId;
import java.util.UUID;

/** The current organisation as its people know it. */
public record OrganisationProfile(UUID id, String name, ZoneId timeZone, int monthCloseDay) {}

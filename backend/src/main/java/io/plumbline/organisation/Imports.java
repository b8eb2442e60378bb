package io.plumbline.organisation;

/** Imports of units and staff into the current organisation (ORG-3), as the resource and the demo use them. */
public interface Imports {
    /** What the bytes are. */
    enum Format {
        CSV,
        XLSX
    }

    ImportReport units(byte[] file, Format format, ImportMode mode);

    ImportReport staff(byte[] file, Format format, ImportMode mode);
}

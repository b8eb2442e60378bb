package io.plumbline.platform.web;

import java.util.List;

/** A bean that implements this adds lines to what the application says once it can be reached. */
public interface StartNotes {
    /** The lines; none when there is nothing to say. */
    List<String> lines();
}

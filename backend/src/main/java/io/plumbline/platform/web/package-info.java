/** What every HTTP request passes: body limits and the web client's files. It knows no resource. */
@NullMarked
package io.plumbline.platform.web;

import org.jspecify.annotations.NullMarked;

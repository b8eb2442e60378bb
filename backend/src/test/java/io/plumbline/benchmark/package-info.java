/**
 * The load driver behind docs/benchmarks.md: starts the packaged application and speaks to it over HTTP as devices and
 * the office do. It asserts what must be true (nothing lost, nothing twice), never a time, and knows no class of the
 * backend.
 */
package io.plumbline.benchmark;

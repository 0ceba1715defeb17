package io.tidewire.servlet;

/** Stands in {@link ForeignSerializer} for a type that is known by its name only. */
interface Standin {}

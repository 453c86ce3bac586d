/*
 * The parts of a page. Those that bring a library to the browser have a door of their own, so that a page pays for
 * what it shows: `@/app/ui/table`, `@/app/ui/chart`, `@/app/ui/filters`, `@/app/ui/dropzone`.
 */
export { Badge } from "./badge";
export { Button } from "./button";
export { Coverage } from "./coverage";
export { Actions, Dialog, DialogClose } from "./dialog";
export { Empty } from "./empty";
export { Checkbox, Field, Input, type Option, Select, Textarea } from "./field";
export { Figure, Figures, type Tone } from "./figures";
export { Link } from "./link";
export { Notice } from "./notice";
export { Breadcrumb, Page } from "./page-frame";
export { Menu, Popover } from "./popover";
export { ProgressBar } from "./progress";
export { Cite, Definition, Formula, Prose } from "./prose";
export { Card, Section, TwoColumns } from "./section";
export { type Segment, Segments } from "./segments";
export { Brand, Shell, type ShellActor } from "./shell";
export { Sparkline } from "./sparkline";
export { Check, Checks, Steps } from "./steps";
export { Toast } from "./toast";
export { Bad, Code, Good, Lede, Warn } from "./words";

/** What JavaScript makes of digits that stand there, where they are too many to be read one by one. */
export declare function number(from: usize, to: usize): f64;

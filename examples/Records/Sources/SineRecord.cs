namespace AutogradMaml.Examples.Records;

/// <summary>A line of the results of examples/Sinusoid: the loss of a method after some inner steps. A number that is not finite is
/// null.</summary>
/// <param name="Method">The method.</param>
/// <param name="Shots">The number of support points in the test.</param>
/// <param name="Step">After how many inner steps.</param>
/// <param name="Mean">The mean over the tasks.</param>
/// <param name="Median">The median.</param>
/// <param name="Ci95">Half the width of the 95 % interval of the mean.</param>
/// <param name="Diverged">How many tasks diverged.</param>
/// <param name="Tasks">The number of tasks.</param>
/// <param name="Seed">The seed of training and test.</param>
internal sealed record SineRecord(
    string Method, int Shots, int Step, double? Mean, double? Median, double? Ci95, int Diverged, int Tasks, ulong Seed);

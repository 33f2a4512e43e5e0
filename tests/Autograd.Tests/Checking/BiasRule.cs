namespace AutogradMaml.Autograd.Tests.Checking;

internal enum BiasRule
{
    Sum,
    Mean,
    FirstRow,
    NoSum,
}

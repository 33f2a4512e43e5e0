namespace AutogradMaml.Autograd.Tests.Checking;

internal enum CubeFault
{
    None,
    OffByATenthOfAPercent,
    WrongSign,
    DetachedInVjp,
    NumbersInVjp,
    NumbersOfCotangentInVjp,
    ShapeOfVjp,
    RefusesVjp,
    NaNInVjp,
    WrongJvp,
    WritesToItsInput,
    Random,
}

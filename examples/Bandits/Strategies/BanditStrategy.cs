using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Bandits;

/// <summary>Which arm to pull after what was won and lost with each: a function of the counts, so that it may be played on several threads
/// at once.</summary>
internal abstract class BanditStrategy
{
    /// <summary>The arm that is pulled.</summary>
    /// <param name="wins">How often each arm paid.</param>
    /// <param name="losses">How often each did not.</param>
    /// <param name="left">How many pulls are left, this one counted.</param>
    /// <param name="random">Where random numbers come from.</param>
    public abstract int Choose(ReadOnlySpan<int> wins, ReadOnlySpan<int> losses, int left, RandomStream random);
}

using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Bandits;

/// <summary>Any arm.</summary>
internal sealed class RandomStrategy : BanditStrategy
{
    /// <inheritdoc/>
    public override int Choose(ReadOnlySpan<int> wins, ReadOnlySpan<int> losses, int left, RandomStream random)
        => random.NextInt32(wins.Length);
}

using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Bandits;

/// <summary>Plays a strategy on the bandits of the test.</summary>
internal static class BanditGame
{
    /// <summary>What each pull of each bandit earned.</summary>
    /// <param name="setting">The bandits.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="purpose">The name of the random numbers.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Rewards Play(
        Setting setting, BanditStrategy strategy, RunOptions options, string purpose, CancellationToken cancellation)
        => Rewards.Of(
            options,
            setting.Length,
            (index, rewards) =>
            {
                double[] task = TestTasks.At(setting, options.TestSeed, index);
                RandomStream random = new(options.TestSeed, purpose, index);
                int[] wins = new int[setting.Arms];
                int[] losses = new int[setting.Arms];
                for (int pull = 0; pull < setting.Length; pull++)
                {
                    int arm = strategy.Choose(wins, losses, setting.Length - pull, random);
                    StepOutcome outcome = setting.Environment.Step(task, [], [arm], random);
                    rewards[pull] = outcome.Reward;
                    (outcome.Reward > 0 ? wins : losses)[arm]++;
                }
            },
            cancellation);
}

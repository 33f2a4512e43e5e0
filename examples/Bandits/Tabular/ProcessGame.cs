using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Bandits;

/// <summary>Plays what needs no training on the processes of the test.</summary>
internal static class ProcessGame
{
    /// <summary>Any action at each step.</summary>
    /// <param name="setting">The processes.</param>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Rewards PlayRandom(Setting setting, RunOptions options, CancellationToken cancellation)
        => Play(setting, options, "random", static (_, _, _) => null, cancellation);

    /// <summary>Posterior sampling: for each episode the best policy of a process that is drawn from what is known. Source: Osband, Russo
    /// and Van Roy, (More) efficient reinforcement learning via posterior sampling, 2013.</summary>
    /// <param name="setting">The processes.</param>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Rewards PlayPosterior(Setting setting, RunOptions options, CancellationToken cancellation)
        => Play(
            setting,
            options,
            "posterior sampling",
            static (known, process, random) =>
            {
                known.Sample(process, random);
                process.Plan();
                return process.Best;
            },
            cancellation);

    /// <summary>The best policy of the process itself: what nobody who does not know it can earn.</summary>
    /// <param name="setting">The processes.</param>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Rewards Ceiling(Setting setting, RunOptions options, CancellationToken cancellation)
        => Rewards.Of(
            options,
            setting.Length,
            (index, rewards) =>
            {
                TabularProcesses environment = (TabularProcesses)setting.Environment;
                Process process = new(environment.States, environment.Actions.Choices, environment.Horizon);
                process.Take(TestTasks.At(setting, options.TestSeed, index));
                Array.Fill(rewards, process.Plan());
            },
            cancellation);

    private static Rewards Play(
        Setting setting, RunOptions options, string purpose, Func<PosteriorProcess, Process, RandomStream, int[]?> plan,
        CancellationToken cancellation)
        => Rewards.Of(
            options,
            setting.Length,
            (index, rewards) =>
            {
                TabularProcesses environment = (TabularProcesses)setting.Environment;
                (int states, int actions) = (environment.States, environment.Actions.Choices);
                double[] task = TestTasks.At(setting, options.TestSeed, index);
                RandomStream random = new(options.TestSeed, purpose, index);
                PosteriorProcess known = new(states, actions);
                Process process = new(states, actions, environment.Horizon);
                double[] state = [0];
                for (int episode = 0; episode < setting.Length; episode++)
                {
                    int[]? best = plan(known, process, random);
                    environment.Reset(task, state, random);
                    for (int time = 0; time < environment.Horizon; time++)
                    {
                        int before = (int)state[0];
                        int action = best is null ? random.NextInt32(actions) : best[(time * states) + before];
                        double reward = environment.Step(task, state, [action], random).Reward;
                        known.Learn(before, action, reward, (int)state[0]);
                        rewards[episode] += reward;
                    }
                }
            },
            cancellation);
}

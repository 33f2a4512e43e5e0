using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Training;

public class VisitTests
{
    [Fact]
    public void The_state_is_shown_every_so_often_and_nothing_changes_by_it()
    {
        Trainer<float> trainer = new(Plans.Sinusoid(iterations: 7));
        TrainingState<float> alone = trainer.Run(trainer.Start());
        List<TrainingState<float>> seen = [];
        TrainingState<float> visited = trainer.Run(trainer.Start(), new TrainingOptions { VisitEvery = 3 }, seen.Add);
        Assert.Equal([3L, 6L], seen.Select(static state => state.Iteration));
        Same.Bits(alone, visited);
        Same.Bits(alone, trainer.Run(seen[0]));
    }

    [Fact]
    public void A_visit_comes_before_the_checkpoint_of_its_iteration()
    {
        using TemporaryFolder folder = new();
        string path = folder["checkpoint"];
        Trainer<float> trainer = new(Plans.Sinusoid(iterations: 6));
        List<long> saved = [];
        trainer.Run(
            trainer.Start(),
            new TrainingOptions { VisitEvery = 2, CheckpointPath = path, CheckpointEvery = 2 },
            _ => saved.Add(File.Exists(path) ? trainer.Resume(path).Iteration : 0));
        Assert.Equal([0L, 2L, 4L], saved);
    }
}

"""What holds for every test."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A machine that stalls for a moment is no fault of what is tested.
settings.register_profile("quiz", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("quiz")

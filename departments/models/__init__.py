from .audit import AuditEvent
from .grant import RoleGroup, UnitGroupGrant
from .job import Job
from .membership import Membership
from .unit import Unit, UnitAlias, UnitGroup
from .user import User

__all__ = ["AuditEvent", "Job", "Membership", "RoleGroup", "Unit", "UnitAlias", "UnitGroup", "UnitGroupGrant", "User"]
